// Large dictionaries: named here, loaded at deployment, never shipped.

CodeSystem: Icd10Am
Id: icd10-am
Title: "НК 025 Класифікатор хвороб та споріднених проблем охорони здоров'я"
Description: "ICD-10-AM in Ukrainian: dictionary eHealth/ICD10_AM/condition_codes."
* insert Dictionary(eHealth/ICD10_AM/condition_codes, not-present, [[ICD-10-AM, Ukrainian edition]])

CodeSystem: Icpc2Conditions
Id: icpc2-conditions
Title: "Міжнародна класифікація первинної медичної допомоги: стани"
Description: "ICPC-2, conditions: dictionary eHealth/ICPC2/condition_codes."
* insert Dictionary(eHealth/ICPC2/condition_codes, not-present, [[ICPC-2, conditions]])

CodeSystem: Icpc2Reasons
Id: icpc2-reasons
Title: "Міжнародна класифікація первинної медичної допомоги: причини звернення"
Description: "ICPC-2, reasons for encounter: dictionary eHealth/ICPC2/reasons."
* insert Dictionary(eHealth/ICPC2/reasons, not-present, [[ICPC-2, reasons for encounter]])

CodeSystem: Icpc2Actions
Id: icpc2-actions
Title: "Міжнародна класифікація первинної медичної допомоги: дії"
Description: "ICPC-2, actions: dictionary eHealth/ICPC2/actions."
* insert Dictionary(eHealth/ICPC2/actions, not-present, [[ICPC-2, actions]])

CodeSystem: Services
Id: services
Title: "НК 026 Класифікатор медичних інтервенцій: послуги"
Description: "Services coded by ACHI: dictionary eHealth/services."
* insert Dictionary(eHealth/services, not-present, [[Services, coded by ACHI]])

CodeSystem: Katottg
Id: katottg
Title: "Кодифікатор адміністративно-територіальних одиниць та територій територіальних громад"
Description: "КАТОТТГ: codes of administrative units, UA and 17 digits."
* insert Dictionary(katottg, not-present, [[Codes of administrative units and territories]])

CodeSystem: CustomObservations
Id: custom-observations
Title: "Власні коди спостережень ЕСОЗ"
Description: "Observation codes outside LOINC: dictionary eHealth/custom/observation_codes."
* insert Dictionary(eHealth/custom/observation_codes, not-present, [[Observation codes outside LOINC]])

CodeSystem: Icf
Id: icf
Title: "НК 030 Класифікатор функціонування, обмеження життєдіяльності та здоров'я"
Description: "ICF in Ukrainian: dictionary eHealth/ICF/classifiers."
* insert Dictionary(eHealth/ICF/classifiers, not-present, [[ICF, Ukrainian edition]])
