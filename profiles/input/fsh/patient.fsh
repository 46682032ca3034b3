// Patient: a person, or a patient who could not be identified yet (preperson).

Profile: UaPatient
Parent: Patient
Id: ua-patient
Title: "UA Patient"
Description: "Patient of the Ukrainian health care system. The official name is in Ukrainian letters; the patronymic is the second given name."
* insert Facts("Пацієнт")
* obeys ua-pat-1 and ua-pat-2 and ua-pat-3 and ua-pat-4 and ua-pat-5 and ua-pat-6 and ua-pat-7 and ua-pat-8 and ua-pat-9 and ua-pat-10
* obeys ua-pat-11 and ua-pat-12 and ua-pat-13 and ua-pat-14 and ua-pat-15 and ua-pat-16 and ua-pat-17 and ua-pat-18 and ua-pat-19 and ua-pat-20 and ua-pat-21
* extension contains
    UnidentifiedReason named unidentifiedReason 0..1 and
    NoTaxId named noTaxId 0..1 and
    AuthenticationMethod named authenticationMethod 0..1
* insert IdentifiersBySystem
* insert EsozIdentifier
* insert RnokppIdentifier
* insert UnzrIdentifier
* insert AdultDocuments
* insert UkrainianDocument(birth-certificate, "Birth certificate", ua-doc-4)
* identifier[birth-certificate].value obeys ua-doc-9
* insert ForeignDocument(foreign-passport, "Foreign passport", ua-doc-6)
* insert ForeignDocument(foreign-document-other, "Other document of a foreigner", ua-doc-6)
* insert ForeignDocument(birth-certificate-foreign, "Birth certificate issued by a foreign state", ua-doc-6)
* insert IdentifierSlice(no-citizenship-certificate, "Certificate of a stateless person")
* identifier[no-citizenship-certificate].value obeys ua-doc-6
* insert UkrainianNames
* insert UkrainianPhones
* insert UkrainianAddress

Invariant: ua-pat-1
Description: "A patient has an official name with family and given name, unless unidentified."
Severity: #error
Expression: "name.where((use.empty() or use = 'official') and family.exists() and given.exists()).exists() or extension('https://fhir.hie-ua.example/StructureDefinition/unidentified-reason').exists()"
* insert Uk([["Ідентифікований пацієнт має офіційне ім'я: прізвище та власне ім'я."]])

Invariant: ua-pat-2
Description: "The gender of a patient is male or female, unless unidentified."
Severity: #error
Expression: "gender.where($this = 'male' or $this = 'female').exists() or extension('https://fhir.hie-ua.example/StructureDefinition/unidentified-reason').exists()"
* insert Uk([["Стать ідентифікованого пацієнта – чоловіча або жіноча."]])

Invariant: ua-pat-3
Description: "A patient has a birth date, unless unidentified."
Severity: #error
Expression: "birthDate.exists() or extension('https://fhir.hie-ua.example/StructureDefinition/unidentified-reason').exists()"
* insert Uk([["Ідентифікований пацієнт має дату народження."]])

Invariant: ua-pat-4
Description: "The birth date is from 1900-01-01 to today."
Severity: #error
Expression: "birthDate >= @1900-01-01 and birthDate <= today()"
* insert Uk([["Дата народження – від 1900-01-01 до сьогодні."]])

Invariant: ua-pat-5
Description: "A patient has a РНОКПП, a УНЗР, a document or an ЕСОЗ id, unless unidentified."
Severity: #error
Expression: "identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/') and value.exists()).exists() or extension('https://fhir.hie-ua.example/StructureDefinition/unidentified-reason').exists()"
* insert Uk([["Ідентифікований пацієнт має РНОКПП, УНЗР, документ або ідентифікатор ЕСОЗ."]])

Invariant: ua-pat-6
Description: "An unidentified patient has no official identifiers."
Severity: #error
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/unidentified-reason').exists() implies identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/') and system != 'https://fhir.hie-ua.example/sid/esoz').empty()"
* insert Uk([["Неідентифікований пацієнт не має офіційних ідентифікаторів."]])

Invariant: ua-pat-7
Description: "From the age of 14 a patient has a РНОКПП or is marked as having none."
Severity: #error
Expression: "(birthDate.exists() and birthDate <= today() - 14 years and extension('https://fhir.hie-ua.example/StructureDefinition/unidentified-reason').empty()) implies (identifier.where(system = 'https://fhir.hie-ua.example/sid/rnokpp').exists() or extension('https://fhir.hie-ua.example/StructureDefinition/no-tax-id').value.ofType(boolean).where($this = true).exists())"
* insert Uk([["З 14 років пацієнт має РНОКПП або позначку про його відсутність."]])

Invariant: ua-pat-8
Description: "A patient who is marked as having no РНОКПП has none."
Severity: #error
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/no-tax-id').value.ofType(boolean).where($this = true).exists() implies identifier.where(system = 'https://fhir.hie-ua.example/sid/rnokpp').empty()"
* insert Uk([["Пацієнт із позначкою про відсутність РНОКПП його не має."]])

Invariant: ua-pat-9
Description: "The first eight digits of the УНЗР are the birth date."
Severity: #error
Expression: "birthDate.exists() implies identifier.where(system = 'https://fhir.hie-ua.example/sid/unzr').value.all(substring(0, 8) = %resource.birthDate.toString().replace('-', ''))"
* insert Uk([["Перші вісім цифр УНЗР – це дата народження."]])

Invariant: ua-pat-10
Description: "An ID card comes with a УНЗР."
Severity: #error
Expression: "identifier.where(system = 'https://fhir.hie-ua.example/sid/national-id').exists() implies identifier.where(system = 'https://fhir.hie-ua.example/sid/unzr').exists()"
* insert Uk([["Разом із паспортом у формі картки зазначають УНЗР."]])

Invariant: ua-pat-11
Description: "A patient has a passport booklet or an ID card, not both."
Severity: #error
Expression: "identifier.where(system = 'https://fhir.hie-ua.example/sid/passport').empty() or identifier.where(system = 'https://fhir.hie-ua.example/sid/national-id').empty()"
* insert Uk([["Пацієнт має паспорт-книжечку або паспорт у формі картки, але не обидва."]])

Invariant: ua-pat-12
Description: "From the age of 14 a birth certificate is not the only document."
Severity: #error
Expression: "(birthDate.exists() and birthDate <= today() - 14 years and identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/birth-certificate')).exists()) implies identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/') and system.startsWith('https://fhir.hie-ua.example/sid/birth-certificate').not() and system != 'https://fhir.hie-ua.example/sid/rnokpp' and system != 'https://fhir.hie-ua.example/sid/unzr' and system != 'https://fhir.hie-ua.example/sid/esoz').exists()"
* insert Uk([["З 14 років свідоцтво про народження не може бути єдиним документом."]])

Invariant: ua-pat-13
Description: "Under the age of 14 the documents include a birth certificate, a foreign passport or another document of a foreigner."
Severity: #error
Expression: "(birthDate.exists() and birthDate > today() - 14 years and identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/') and system != 'https://fhir.hie-ua.example/sid/rnokpp' and system != 'https://fhir.hie-ua.example/sid/unzr' and system != 'https://fhir.hie-ua.example/sid/esoz').exists()) implies identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/birth-certificate') or system.startsWith('https://fhir.hie-ua.example/sid/foreign-')).exists()"
* insert Uk([["До 14 років серед документів є свідоцтво про народження, паспорт іноземця або інший документ іноземця."]])

Invariant: ua-pat-14
Description: "Of the addresses exactly one is the residence (use = home)."
Severity: #error
Expression: "address.exists() implies address.where(use = 'home').count() = 1"
* insert Uk([["Серед адрес рівно одна – адреса проживання (use = home)."]])

Invariant: ua-pat-15
Description: "To be registered in ЕСОЗ a patient also needs a document and the address of residence."
Severity: #warning
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/unidentified-reason').exists() or identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/')).empty() or (address.exists() and identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/') and system != 'https://fhir.hie-ua.example/sid/rnokpp' and system != 'https://fhir.hie-ua.example/sid/unzr' and system != 'https://fhir.hie-ua.example/sid/esoz').exists())"
* insert Uk([["Для реєстрації в ЕСОЗ пацієнтові потрібні також документ і адреса проживання."]])

Invariant: ua-pat-16
Description: "A patient has at most one telephone number of each use."
Severity: #error
Expression: "telecom.where(system = 'phone' and use.exists() and use != 'old').use.isDistinct()"
* insert Uk([["Пацієнт має не більше одного номера телефону кожного виду."]])

Invariant: ua-pat-17
Description: "A patient under the age of 14 is authenticated through a third person."
Severity: #error
Expression: "(birthDate.exists() and birthDate > today() - 14 years) implies extension('https://fhir.hie-ua.example/StructureDefinition/authentication-method').value.ofType(code).all($this = 'THIRD_PERSON')"
* insert Uk([["Пацієнта до 14 років автентифікують через третю особу."]])

Invariant: ua-pat-18
Description: "The ninth digit of a РНОКПП is usually odd for men and even for women."
Severity: #warning
Expression: "gender.where($this = 'male' or $this = 'female').exists() implies identifier.where(system = 'https://fhir.hie-ua.example/sid/rnokpp' and value.matches('^[0-9]{10}$')).value.all((substring(8, 1).toInteger() mod 2 = 1) = (%resource.gender = 'male'))"
* insert Uk([["Дев'ята цифра РНОКПП зазвичай непарна в чоловіків і парна в жінок."]])

Invariant: ua-pat-19
Description: "The first five digits of a РНОКПП are usually the days from 1899-12-31 to the birth date."
Severity: #warning
Expression: "birthDate.exists() implies identifier.where(system = 'https://fhir.hie-ua.example/sid/rnokpp' and value.matches('^[0-9]{10}$')).value.all(@1899-12-31 + (substring(0, 5) & ' days').toQuantity() = %resource.birthDate)"
* insert Uk([["Перші п'ять цифр РНОКПП зазвичай є кількістю днів від 1899-12-31 до дати народження."]])

Invariant: ua-pat-20
Description: "A document is issued between the birth date and today."
Severity: #error
Expression: "identifier.where(period.start.exists() and system.startsWith('https://fhir.hie-ua.example/sid/')).where(period.start > now() or period.start < %resource.birthDate).empty()"
* insert Uk([["Документ видано між датою народження і сьогоднішнім днем."]])

Invariant: ua-pat-21
Description: "The documents of a patient should be in force."
Severity: #warning
Expression: "identifier.where(period.end.exists() and system.startsWith('https://fhir.hie-ua.example/sid/') and (use.empty() or use != 'old')).all(period.end >= today())"
* insert Uk([["Документи пацієнта мають бути чинними."]])
