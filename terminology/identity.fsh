// Dictionaries of persons: documents, addresses, reasons.

CodeSystem: DocumentTypes
Id: document-types
Title: "Види документів, що посвідчують особу"
Description: "Identity document types: codes of the dictionary DOCUMENT_TYPE of the electronic health care system of Ukraine."
* insert Dictionary(DOCUMENT_TYPE, complete, [[Identity document types]])
* #PASSPORT "Паспорт громадянина України"
* #PASSPORT insert Designation([[Passport of a citizen of Ukraine (booklet)]])
* #NATIONAL_ID "Біометричний паспорт громадянина України (ID-картка)"
* #NATIONAL_ID insert Designation([[Passport of a citizen of Ukraine (ID card)]])
* #BIRTH_CERTIFICATE "Свідоцтво про народження"
* #BIRTH_CERTIFICATE insert Designation([[Birth certificate]])
* #TEMPORARY_PASSPORT "Тимчасове посвідчення громадянина України"
* #TEMPORARY_PASSPORT insert Designation([[Temporary certificate of a citizen of Ukraine]])
* #TEMPORARY_CERTIFICATE "Посвідка на проживання"
* #TEMPORARY_CERTIFICATE insert Designation([[Temporary residence permit]])
* #PERMANENT_RESIDENCE_PERMIT "Посвідка на постійне проживання в Україні"
* #PERMANENT_RESIDENCE_PERMIT insert Designation([[Permanent residence permit]])
* #REFUGEE_CERTIFICATE "Посвідка біженця"
* #REFUGEE_CERTIFICATE insert Designation([[Refugee certificate]])
* #COMPLEMENTARY_PROTECTION_CERTIFICATE "Посвідчення особи, яка потребує додаткового захисту"
* #COMPLEMENTARY_PROTECTION_CERTIFICATE insert Designation([[Certificate of a person in need of complementary protection]])
* #FOREIGN_PASSPORT "Паспорт іноземця"
* #FOREIGN_PASSPORT insert Designation([[Foreign passport]])
* #NO_CITIZENSHIP_CERTIFICATE "Посвідчення особи без громадянства"
* #NO_CITIZENSHIP_CERTIFICATE insert Designation([[Certificate of a stateless person]])
* #FOREIGN_DOCUMENT_OTHER "Інший документ іноземця"
* #FOREIGN_DOCUMENT_OTHER insert Designation([[Other document of a foreigner]])
* #BIRTH_CERTIFICATE_FOREIGN "Свідоцтво про народження, видане іноземною державою"
* #BIRTH_CERTIFICATE_FOREIGN insert Designation([[Birth certificate issued by a foreign state]])

ValueSet: DocumentTypesValueSet
Id: document-types
Title: "Види документів, що посвідчують особу"
Description: "Identity document types."
* insert Listed([[Identity document types]])
* include codes from system DocumentTypes

CodeSystem: AddressTypes
Id: address-types
Title: "Види адрес"
Description: "Address types: codes of the dictionary ADDRESS_TYPE of the electronic health care system of Ukraine."
* insert Dictionary(ADDRESS_TYPE, complete, [[Address types]])
* #RESIDENCE "Адреса проживання"
* #RESIDENCE insert Designation([[Residence]])
* #REGISTRATION "Адреса реєстрації"
* #REGISTRATION insert Designation([[Registration]])

ValueSet: AddressTypesValueSet
Id: address-types
Title: "Види адрес"
Description: "Address types."
* insert Listed([[Address types]])
* include codes from system AddressTypes

CodeSystem: UnidentifiedReasons
Id: unidentified-reasons
Title: "Причини реєстрації неідентифікованого пацієнта"
Description: "Reasons to register an unidentified patient: codes of the dictionary PREPERSON_REASON of the electronic health care system of Ukraine."
* insert Dictionary(PREPERSON_REASON, complete, [[Reasons to register an unidentified patient]])
* #EMERGENCY_HOSPITALIZATION "Госпіталізація пацієнта бригадою екстреної медичної допомоги"
* #EMERGENCY_HOSPITALIZATION insert Designation([[Brought to hospital by an emergency medical team]])
* #POLICE_HOSPITALIZATION "Госпіталізація пацієнта з обставинами, які потребують виклику поліції"
* #POLICE_HOSPITALIZATION insert Designation([[Brought to hospital in circumstances that call for the police]])
* #NEWBORN_WITHOUT_CERTIFICATE "Пацієнт є новонародженою дитиною без свідоцтва про народження"
* #NEWBORN_WITHOUT_CERTIFICATE insert Designation([[Newborn without a birth certificate]])
* #OTHER_HOSPITALIZATION "Інші обставини звернення для госпіталізації"
* #OTHER_HOSPITALIZATION insert Designation([[Other circumstances of hospitalization]])

ValueSet: UnidentifiedReasonsValueSet
Id: unidentified-reasons
Title: "Причини реєстрації неідентифікованого пацієнта"
Description: "Reasons to register an unidentified patient."
* insert Listed([[Reasons to register an unidentified patient]])
* include codes from system UnidentifiedReasons

CodeSystem: AuthenticationMethods
Id: authentication-methods
Title: "Способи автентифікації пацієнта"
Description: "Ways to authenticate a patient: codes of the dictionary AUTHENTICATION_METHOD of the electronic health care system of Ukraine."
* insert Dictionary(AUTHENTICATION_METHOD, complete, [[Ways to authenticate a patient]])
* #OTP "Через СМС"
* #OTP insert Designation([[By a code in a text message]])
* #OFFLINE "Через документи"
* #OFFLINE insert Designation([[By documents]])
* #THIRD_PERSON "Через третю особу"
* #THIRD_PERSON insert Designation([[Through a third person]])

ValueSet: AuthenticationMethodsValueSet
Id: authentication-methods
Title: "Способи автентифікації пацієнта"
Description: "Ways to authenticate a patient."
* insert Listed([[Ways to authenticate a patient]])
* include codes from system AuthenticationMethods

CodeSystem: SettlementTypes
Id: settlement-types
Title: "Види населених пунктів"
Description: "Settlement types: codes of the dictionary SETTLEMENT_TYPE of the electronic health care system of Ukraine."
* insert Dictionary(SETTLEMENT_TYPE, complete, [[Settlement types]])
* #TOWNSHIP "селище міського типу"
* #TOWNSHIP insert Designation([[Urban-type settlement]])
* #CITY "місто"
* #CITY insert Designation([[City]])
* #VILLAGE "село"
* #VILLAGE insert Designation([[Village]])
* #SETTLEMENT "селище"
* #SETTLEMENT insert Designation([[Settlement]])

ValueSet: SettlementTypesValueSet
Id: settlement-types
Title: "Види населених пунктів"
Description: "Settlement types."
* insert Listed([[Settlement types]])
* include codes from system SettlementTypes
