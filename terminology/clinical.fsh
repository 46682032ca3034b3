// Dictionaries of episodes, encounters, conditions and observations.

CodeSystem: EpisodeTypes
Id: episode-types
Title: "Типи епізодів"
Description: "Episode types: codes of the dictionary eHealth/episode_types of the electronic health care system of Ukraine."
* insert Dictionary(eHealth/episode_types, complete, [[Episode types]])
* #TREATMENT "Лікування"
* #TREATMENT insert Designation([[Treatment]])
* #PREVENTION "Профілактика"
* #PREVENTION insert Designation([[Prevention]])
* #PALLIATIVE_CARE "Паліативна допомога"
* #PALLIATIVE_CARE insert Designation([[Palliative care]])
* #DG "Діагностика"
* #DG insert Designation([[Diagnostics]])
* #REHAB "Реабілітація"
* #REHAB insert Designation([[Rehabilitation]])
* #CONDITIONING "Кондиціонування"
* #CONDITIONING insert Designation([[Conditioning]])
* #PHC "Первинна медична допомога"
* #PHC insert Designation([[Primary health care]])

ValueSet: EpisodeTypesValueSet
Id: episode-types
Title: "Типи епізодів"
Description: "Episode types."
* insert Listed([[Episode types]])
* include codes from system EpisodeTypes

CodeSystem: EpisodeClosingReasons
Id: episode-closing-reasons
Title: "Причини закриття епізоду"
Description: "Reasons to close an episode: codes of the dictionary eHealth/episode_closing_reasons of the electronic health care system of Ukraine."
* insert Dictionary(eHealth/episode_closing_reasons, fragment, [[Reasons to close an episode]])
* #resolved "Вилікуваний або завершений"
* #resolved insert Designation([[Cured or completed]])
* #by_patient "З ініціативи пацієнта"
* #by_patient insert Designation([[On the initiative of the patient]])

ValueSet: EpisodeClosingReasonsValueSet
Id: episode-closing-reasons
Title: "Причини закриття епізоду"
Description: "Reasons to close an episode."
* insert Listed([[Reasons to close an episode]])
* include codes from system EpisodeClosingReasons

CodeSystem: EncounterClasses
Id: encounter-classes
Title: "Класи взаємодій"
Description: "Encounter classes: codes of the dictionary eHealth/encounter_classes of the electronic health care system of Ukraine."
* insert Dictionary(eHealth/encounter_classes, complete, [[Encounter classes]])
* #PHC "Первинна медична допомога"
* #PHC insert Designation([[Primary health care]])
* #AMB "Амбулаторна спеціалізована допомога"
* #AMB insert Designation([[Specialized outpatient care]])
* #INPATIENT "Стаціонарна допомога"
* #INPATIENT insert Designation([[Inpatient care]])

ValueSet: EncounterClassesValueSet
Id: encounter-classes
Title: "Класи взаємодій"
Description: "Encounter classes."
* insert Listed([[Encounter classes]])
* include codes from system EncounterClasses

CodeSystem: EncounterTypes
Id: encounter-types
Title: "Типи взаємодій"
Description: "Encounter types: codes of the dictionary eHealth/encounter_types of the electronic health care system of Ukraine."
* insert Dictionary(eHealth/encounter_types, complete, [[Encounter types]])
* #service_delivery_location "Візит пацієнта в заклад"
* #service_delivery_location insert Designation([[Visit of the patient to the facility]])
* #virtual "Консультація пацієнта засобами зв'язку"
* #virtual insert Designation([[Consultation by means of communication]])
* #home "Візит до пацієнта за місцем проживання"
* #home insert Designation([[Visit to the patient's home]])
* #field "Не за місцем проживання пацієнта"
* #field insert Designation([[Away from the patient's home and the facility]])
* #patient_identity "Ідентифікація пацієнта (за спостереженнями)"
* #patient_identity insert Designation([[Identification of the patient (by observations)]])
* #discharge "Виписка зі стаціонару"
* #discharge insert Designation([[Discharge from hospital]])
* #intervention "Втручання/маніпуляція"
* #intervention insert Designation([[Intervention or manipulation]])
* #concilium "Консиліум"
* #concilium insert Designation([[Council of doctors]])
* #covid "Захворювання на COVID-19"
* #covid insert Designation([[COVID-19 disease]])

ValueSet: EncounterTypesValueSet
Id: encounter-types
Title: "Типи взаємодій"
Description: "Encounter types."
* insert Listed([[Encounter types]])
* include codes from system EncounterTypes

CodeSystem: DiagnosisRoles
Id: diagnosis-roles
Title: "Ролі діагнозів"
Description: "Diagnosis roles: codes of the dictionary eHealth/diagnosis_roles of the electronic health care system of Ukraine."
* insert Dictionary(eHealth/diagnosis_roles, complete, [[Diagnosis roles]])
* #primary "Основний"
* #primary insert Designation([[Primary]])
* #comorbidity "Супутній"
* #comorbidity insert Designation([[Comorbidity]])
* #complication "Ускладнення"
* #complication insert Designation([[Complication]])

ValueSet: DiagnosisRolesValueSet
Id: diagnosis-roles
Title: "Ролі діагнозів"
Description: "Diagnosis roles."
* insert Listed([[Diagnosis roles]])
* include codes from system DiagnosisRoles

CodeSystem: ReportOrigins
Id: report-origins
Title: "Походження відомостей"
Description: "Origins of a report: codes of the dictionary eHealth/report_origins of the electronic health care system of Ukraine."
* insert Dictionary(eHealth/report_origins, fragment, [[Origins of a report]])
* #patient "Зі слів пацієнта"
* #patient insert Designation([[As told by the patient]])
* #historical_record "Запис у паперовій документації"
* #historical_record insert Designation([[Paper medical record]])
* #"related person" "Зі слів пов'язаної особи"
* #"related person" insert Designation([[As told by a related person]])

ValueSet: ReportOriginsValueSet
Id: report-origins
Title: "Походження відомостей"
Description: "Origins of a report."
* insert Listed([[Origins of a report]])
* include codes from system ReportOrigins

CodeSystem: CancellationReasons
Id: cancellation-reasons
Title: "Причини скасування запису"
Description: "Reasons to cancel a record: codes of the dictionary eHealth/cancellation_reasons of the electronic health care system of Ukraine."
* insert Dictionary(eHealth/cancellation_reasons, fragment, [[Reasons to cancel a record]])
* #typo "Механічна помилка"
* #typo insert Designation([[Clerical error]])
* #incorrect_patient "Невірно ідентифікований пацієнт"
* #incorrect_patient insert Designation([[Wrong patient]])

ValueSet: CancellationReasonsValueSet
Id: cancellation-reasons
Title: "Причини скасування запису"
Description: "Reasons to cancel a record."
* insert Listed([[Reasons to cancel a record]])
* include codes from system CancellationReasons

CodeSystem: ConditionSeverities
Id: condition-severities
Title: "Ступені тяжкості стану"
Description: "Condition severities: codes of the dictionary eHealth/condition_severities of the electronic health care system of Ukraine."
* insert Dictionary(eHealth/condition_severities, complete, [[Condition severities]])
* #severe "Важкий"
* #severe insert Designation([[Severe]])
* #moderate "Середньої тяжкості"
* #moderate insert Designation([[Moderate]])
* #mild "Легкий"
* #mild insert Designation([[Mild]])

ValueSet: ConditionSeveritiesValueSet
Id: condition-severities
Title: "Ступені тяжкості стану"
Description: "Condition severities."
* insert Listed([[Condition severities]])
* include codes from system ConditionSeverities
