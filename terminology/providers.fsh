// Dictionaries of facilities and employees.

CodeSystem: LegalEntityTypes
Id: legal-entity-types
Title: "Типи юридичних осіб"
Description: "Legal entity types: codes of the dictionary LEGAL_ENTITY_TYPE of the electronic health care system of Ukraine."
* insert Dictionary(LEGAL_ENTITY_TYPE, complete, [[Legal entity types]])
* #EMERGENCY "Заклад з надання екстреної медичної допомоги"
* #EMERGENCY insert Designation([[Emergency medical care provider]])
* #MIS "Медична інформаційна система"
* #MIS insert Designation([[Medical information system]])
* #MSP "Заклад з надання медичних послуг"
* #MSP insert Designation([[Medical service provider]])
* #MSP_LIMITED "Заклад в процесі реорганізації"
* #MSP_LIMITED insert Designation([[Provider under reorganization]])
* #MSP_PHARMACY "Заклад з надання медичних послуг та аптека"
* #MSP_PHARMACY insert Designation([[Medical service provider and pharmacy]])
* #NHS "Національна служба здоров'я України"
* #NHS insert Designation([[National Health Service of Ukraine]])
* #OUTPATIENT "Вторинна, третинна, паліативна медична допомога та реабілітація"
* #OUTPATIENT insert Designation([[Secondary, tertiary, palliative care and rehabilitation]])
* #PHARMACY "Аптека"
* #PHARMACY insert Designation([[Pharmacy]])
* #PRIMARY_CARE "Заклад з надання первинної медичної допомоги"
* #PRIMARY_CARE insert Designation([[Primary care provider]])

ValueSet: LegalEntityTypesValueSet
Id: legal-entity-types
Title: "Типи юридичних осіб"
Description: "Legal entity types."
* insert Listed([[Legal entity types]])
* include codes from system LegalEntityTypes

CodeSystem: DivisionTypes
Id: division-types
Title: "Типи підрозділів"
Description: "Division types: codes of the dictionary DIVISION_TYPE of the electronic health care system of Ukraine."
* insert Dictionary(DIVISION_TYPE, complete, [[Division types]])
* #FAP "Фельдшерсько-акушерський пункт"
* #FAP insert Designation([[Rural health post (feldsher and midwife)]])
* #CLINIC "Філія (інший відокремлений підрозділ)"
* #CLINIC insert Designation([[Branch (other separate division)]])
* #AMBULANT_CLINIC "Амбулаторія"
* #AMBULANT_CLINIC insert Designation([[Outpatient clinic]])
* #LICENSED_UNIT "Місце провадження діяльності за ліцензією"
* #LICENSED_UNIT insert Designation([[Licensed place of practice]])
* #DRUGSTORE "Аптека"
* #DRUGSTORE insert Designation([[Pharmacy]])
* #DRUGSTORE_POINT "Аптечний пункт"
* #DRUGSTORE_POINT insert Designation([[Pharmacy outlet]])

ValueSet: DivisionTypesValueSet
Id: division-types
Title: "Типи підрозділів"
Description: "Division types."
* insert Listed([[Division types]])
* include codes from system DivisionTypes

CodeSystem: EmployeeTypes
Id: employee-types
Title: "Типи працівників"
Description: "Employee types: codes of the dictionary EMPLOYEE_TYPE of the electronic health care system of Ukraine."
* insert Dictionary(EMPLOYEE_TYPE, complete, [[Employee types]])
* #OWNER "Керівник"
* #OWNER insert Designation([[Head of the facility]])
* #PHARMACY_OWNER "Керівник аптечної діяльності"
* #PHARMACY_OWNER insert Designation([[Head of a pharmacy]])
* #REORGANIZATION_OWNER "Керівник реорганізованого закладу"
* #REORGANIZATION_OWNER insert Designation([[Head of a facility under reorganization]])
* #ADMIN "Адміністратор"
* #ADMIN insert Designation([[Administrator]])
* #DOCTOR "Лікар"
* #DOCTOR insert Designation([[Primary care doctor]])
* #HR "Менеджер з персоналу"
* #HR insert Designation([[Human resources manager]])
* #SPECIALIST "Спеціаліст"
* #SPECIALIST insert Designation([[Specialist doctor]])
* #ASSISTANT "Асистент"
* #ASSISTANT insert Designation([[Assistant]])
* #LABORANT "Лаборант"
* #LABORANT insert Designation([[Laboratory technician]])
* #RECEPTIONIST "Ресепшионіст"
* #RECEPTIONIST insert Designation([[Receptionist]])
* #MED_ADMIN "Медичний адміністратор"
* #MED_ADMIN insert Designation([[Medical administrator]])
* #MED_COORDINATOR "Медичний координатор"
* #MED_COORDINATOR insert Designation([[Medical coordinator]])
* #PHARMACIST "Фармацевт"
* #PHARMACIST insert Designation([[Pharmacist]])

ValueSet: EmployeeTypesValueSet
Id: employee-types
Title: "Типи працівників"
Description: "Employee types."
* insert Listed([[Employee types]])
* include codes from system EmployeeTypes

CodeSystem: Positions
Id: positions
Title: "Посади"
Description: "Positions: codes of the dictionary POSITION of the electronic health care system of Ukraine."
* insert Dictionary(POSITION, fragment, [[Positions]])
* #P1 "Генеральний директор"
* #P1 insert Designation([[General director]])
* #P2 "Директор"
* #P2 insert Designation([[Director]])
* #P3 "Головний лікар"
* #P3 insert Designation([[Chief physician]])
* #P4 "Начальник"
* #P4 insert Designation([[Chief]])
* #P5 "Завідувач"
* #P5 insert Designation([[Head of department]])
* #P6 "Заступники з числа лікарів"
* #P6 insert Designation([[Deputy head, physician]])
* #P7 "Лікар загальної практики – сімейний лікар"
* #P7 insert Designation([[General practitioner, family doctor]])
* #P8 "Лікар-педіатр"
* #P8 insert Designation([[Paediatrician]])
* #P9 "Лікар-педіатр дільничний"
* #P9 insert Designation([[District paediatrician]])
* #P10 "Лікар-терапевт"
* #P10 insert Designation([[Physician (therapist)]])
* #P11 "Лікар-терапевт дільничний"
* #P11 insert Designation([[District physician (therapist)]])
* #P12 "Лікар-терапевт цехової лікарської дільниці"
* #P12 insert Designation([[Physician of a workplace medical district]])
* #P13 "Лікар-терапевт підлітковий"
* #P13 insert Designation([[Physician for adolescents]])
* #P14 "Спеціаліст відділу кадрів"
* #P14 insert Designation([[Human resources specialist]])
* #P15 "Працівник реєстратури"
* #P15 insert Designation([[Registry worker]])
* #P16 "Фармацевт"
* #P16 insert Designation([[Pharmacist]])
* #P17 "Лаборант"
* #P17 insert Designation([[Laboratory technician]])
* #P18 "Заступники з числа фармацевтів (завідувача, начальника)"
* #P18 insert Designation([[Deputy head, pharmacist]])
* #P19 "Завідувач аптечного пункту"
* #P19 insert Designation([[Head of a pharmacy outlet]])
* #P20 "Старший провізор"
* #P20 insert Designation([[Senior pharmacist]])
* #P21 "Провізор"
* #P21 insert Designation([[Dispensing pharmacist]])
* #P22 "Комерційний директор"
* #P22 insert Designation([[Commercial director]])
* #P23 "В. о. генерального директора"
* #P23 insert Designation([[Acting general director]])
* #P24 "В. о. директора"
* #P24 insert Designation([[Acting director]])
* #P25 "В. о. головного лікаря"
* #P25 insert Designation([[Acting chief physician]])
* #P26 "Фізична особа – підприємець"
* #P26 insert Designation([[Sole proprietor]])

ValueSet: PositionsValueSet
Id: positions
Title: "Посади"
Description: "Positions."
* insert Listed([[Positions]])
* include codes from system Positions

CodeSystem: Specialities
Id: specialities
Title: "Спеціальності"
Description: "Specialities: codes of the dictionary SPECIALITY_TYPE of the electronic health care system of Ukraine."
* insert Dictionary(SPECIALITY_TYPE, fragment, [[Specialities]])
* #THERAPIST "Терапевт"
* #THERAPIST insert Designation([[Internal medicine]])
* #PHARMACIST "Фармацевт"
* #PHARMACIST insert Designation([[Pharmacist]])
* #PROVISOR "Провізор"
* #PROVISOR insert Designation([[Dispensing pharmacist]])
* #PEDIATRICIAN "Педіатр"
* #PEDIATRICIAN insert Designation([[Paediatrics]])
* #FAMILY_DOCTOR "Сімейний лікар"
* #FAMILY_DOCTOR insert Designation([[Family medicine]])
* #CLINICAL_PROVISOR "Провізор клінічний"
* #CLINICAL_PROVISOR insert Designation([[Clinical pharmacist]])
* #RECEPTIONIST "Реєстратор"
* #RECEPTIONIST insert Designation([[Receptionist]])

ValueSet: SpecialitiesValueSet
Id: specialities
Title: "Спеціальності"
Description: "Specialities."
* insert Listed([[Specialities]])
* include codes from system Specialities

CodeSystem: LicenseTypes
Id: license-types
Title: "Види ліцензій"
Description: "Licence types: codes of the dictionary LICENSE_TYPE of the electronic health care system of Ukraine."
* insert Dictionary(LICENSE_TYPE, complete, [[Licence types]])
* #MSP "Ліцензія на провадження господарської діяльності з медичної практики"
* #MSP insert Designation([[Licence for medical practice]])
* #PHARMACY "Ліцензія на виробництво, оптову та роздрібну торгівлю лікарськими засобами"
* #PHARMACY insert Designation([[Licence for manufacture, wholesale and retail of medicines]])
* #PHARMACY_DRUGS "Ліцензія на обіг наркотичних засобів, психотропних речовин і прекурсорів"
* #PHARMACY_DRUGS insert Designation([[Licence for narcotic drugs, psychotropic substances and precursors]])

ValueSet: LicenseTypesValueSet
Id: license-types
Title: "Види ліцензій"
Description: "Licence types."
* insert Listed([[Licence types]])
* include codes from system LicenseTypes
