// Which type of value the dictionary of observations gives to a code, and which bounds. Codes only, no texts.

ValueSet: ObservationsWithQuantityValueSet
Id: observations-with-quantity
Title: "Спостереження зі значенням: величиною"
Description: "Observations with a quantity, by the national dictionary of observations."
* insert Listed([[Observations with a quantity]])
* http://loinc.org#29463-7
* http://loinc.org#8302-2
* http://loinc.org#14743-9
* http://loinc.org#39156-5
* http://loinc.org#4548-4
* http://loinc.org#56086-2
* http://loinc.org#8310-5
* http://loinc.org#8462-4
* http://loinc.org#8480-6
* http://loinc.org#8867-4
* http://loinc.org#9279-1
* CustomObservations#APGAR_1
* CustomObservations#APGAR_5
* http://loinc.org#11884-4
* http://loinc.org#8339-4
* http://loinc.org#73773-4
* http://loinc.org#73771-8
* http://loinc.org#11638-4
* http://loinc.org#68496-9
* CustomObservations#weight_under_1_year
* http://loinc.org#65897-1
* http://loinc.org#65893-0
* http://loinc.org#30525-0
* http://loinc.org#29572-5
* http://loinc.org#38473-5
* http://loinc.org#48633-2
* http://loinc.org#29575-8
* http://loinc.org#2762-3
* http://loinc.org#50106-4
* http://loinc.org#45207-8
* http://loinc.org#53166-5
* http://loinc.org#45216-9
* http://loinc.org#45211-0
* http://loinc.org#53175-6
* http://loinc.org#45197-1
* http://loinc.org#45199-7
* http://loinc.org#45200-3
* http://loinc.org#53192-1
* http://loinc.org#53191-3
* http://loinc.org#53190-5
* http://loinc.org#45198-9
* http://loinc.org#50125-4
* http://loinc.org#50132-0
* http://loinc.org#50113-0
* http://loinc.org#53187-1
* http://loinc.org#29293-8
* http://loinc.org#20661-5
* http://loinc.org#53160-8
* http://loinc.org#38481-8
* http://loinc.org#50157-7
* http://loinc.org#3077-5
* http://loinc.org#42906-8
* http://loinc.org#75217-0
* http://loinc.org#92002-5
* http://loinc.org#92006-6
* http://loinc.org#47679-6
* http://loinc.org#47799-2
* http://loinc.org#35571-9
* http://loinc.org#38214-3
* http://loinc.org#38215-0
* http://loinc.org#91392-1
* http://loinc.org#102113-8
* http://loinc.org#103154-1
* http://loinc.org#80698-4
* http://loinc.org#59822-7
* http://loinc.org#92728-5
* http://loinc.org#29247-4
* http://loinc.org#96462-7
* http://loinc.org#50544-6
* http://loinc.org#77349-9
* http://loinc.org#16703-1
* http://loinc.org#3520-4
* http://loinc.org#14978-1
* http://loinc.org#55805-6
* http://loinc.org#16419-4
* http://loinc.org#55806-4
* http://loinc.org#70211-8
* http://loinc.org#63557-3
* http://loinc.org#42595-9
* http://loinc.org#5193-8
* http://loinc.org#22327-1
* http://loinc.org#11011-4
* http://loinc.org#63464-2
* http://loinc.org#7852-7
* http://loinc.org#7853-5
* http://loinc.org#13238-1
* http://loinc.org#8039-0
* http://loinc.org#94819-0
* http://loinc.org#2947-0
* http://loinc.org#6298-4
* http://loinc.org#1996-8
* http://loinc.org#2069-3
* http://loinc.org#3040-3
* http://loinc.org#15074-8
* http://loinc.org#2885-2
* http://loinc.org#1751-7
* http://loinc.org#6768-6
* http://loinc.org#14631-6
* http://loinc.org#14629-0
* http://loinc.org#1798-8
* http://loinc.org#1742-6
* http://loinc.org#1920-8
* http://loinc.org#59826-8
* http://loinc.org#72903-8
* http://loinc.org#32673-6
* http://loinc.org#2157-6
* http://loinc.org#42757-5
* http://loinc.org#2324-2
* http://loinc.org#1988-5
* http://loinc.org#14804-9
* http://loinc.org#14805-6
* http://loinc.org#2524-7
* http://loinc.org#33959-8
* http://loinc.org#33762-6
* http://loinc.org#48664-7
* http://loinc.org#5902-2
* http://loinc.org#6302-4
* http://loinc.org#34714-6
* http://loinc.org#3173-2
* http://loinc.org#27811-9
* http://loinc.org#11558-4
* http://loinc.org#11557-6
* http://loinc.org#11556-8
* http://loinc.org#1959-6
* http://loinc.org#29590-7
* http://loinc.org#14647-2
* CustomObservations#PPS
* http://loinc.org#74200-7
* http://loinc.org#96761-2

ValueSet: ObservationsWithCodeableConceptValueSet
Id: observations-with-concept
Title: "Спостереження зі значенням: кодом"
Description: "Observations with a coded value, by the national dictionary of observations."
* insert Listed([[Observations with a coded value]])
* CustomObservations#stature
* CustomObservations#eye_colour
* CustomObservations#hair_color
* CustomObservations#hair_length
* CustomObservations#sex
* http://loinc.org#10331-7
* http://loinc.org#14578-9
* http://loinc.org#82810-3
* http://loinc.org#75859-9
* http://loinc.org#94762-2
* http://loinc.org#94558-4
* http://loinc.org#94500-6
* http://loinc.org#94562-6
* http://loinc.org#94564-2
* http://loinc.org#94563-4
* http://loinc.org#85658-3
* CustomObservations#covid_vac_groups
* http://loinc.org#73809-6
* http://loinc.org#73807-0
* http://loinc.org#73808-8
* http://loinc.org#35471-2
* http://loinc.org#34960-5
* http://loinc.org#98007-8
* http://loinc.org#45153-4
* http://loinc.org#5196-1
* http://loinc.org#13952-7
* http://loinc.org#29610-3
* http://loinc.org#10900-9
* http://loinc.org#13955-0
* http://loinc.org#11259-9
* http://loinc.org#22587-0
* http://loinc.org#22244-8
* http://loinc.org#30325-5
* http://loinc.org#49178-7
* http://loinc.org#22580-5
* http://loinc.org#94309-2
* http://loinc.org#30246-3

ValueSet: ObservationsWithStringValueSet
Id: observations-with-string
Title: "Спостереження зі значенням: текстом"
Description: "Observations with a text, by the national dictionary of observations."
* insert Listed([[Observations with a text]])
* CustomObservations#clothes
* CustomObservations#peculiarity
* http://loinc.org#31044-1
* http://loinc.org#78014-8
* http://loinc.org#78015-5
* http://loinc.org#96636-6
* http://loinc.org#57290-9
* http://loinc.org#57291-7
* http://loinc.org#77636-9
* http://loinc.org#96664-8
* http://loinc.org#57293-3
* http://loinc.org#78017-1
* http://loinc.org#57299-0
* http://loinc.org#29770-5
* http://loinc.org#87238-2

ValueSet: ObservationsWithBooleanValueSet
Id: observations-with-boolean
Title: "Спостереження зі значенням: так чи ні"
Description: "Observations with yes or no, by the national dictionary of observations."
* insert Listed([[Observations with yes or no]])
* CustomObservations#beard
* CustomObservations#mustache
* http://loinc.org#57722-1

ValueSet: ObservationsWithDateTimeValueSet
Id: observations-with-date-time
Title: "Спостереження зі значенням: датою"
Description: "Observations with a date, by the national dictionary of observations."
* insert Listed([[Observations with a date]])
* http://loinc.org#21112-8

ValueSet: ObservationsByValueValueSet
Id: observations-by-value
Title: "Спостереження з визначеним типом значення"
Description: "Observations to which the national dictionary of observations gives a type of value."
* insert Listed([[Observations with a given type of value]])
* include codes from valueset ObservationsWithQuantityValueSet
* include codes from valueset ObservationsWithCodeableConceptValueSet
* include codes from valueset ObservationsWithStringValueSet
* include codes from valueset ObservationsWithBooleanValueSet
* include codes from valueset ObservationsWithDateTimeValueSet

ValueSet: ObservationsWithScoreValueSet
Id: observations-with-score
Title: "Спостереження зі значенням у межах шкали"
Description: "Observations whose value lies on a scale, by the national dictionary of observations."
* insert Listed([[Observations whose value lies on a scale]])
* CustomObservations#APGAR_1
* CustomObservations#APGAR_5
* http://loinc.org#73773-4
* http://loinc.org#73771-8
* http://loinc.org#11638-4
* http://loinc.org#68496-9
* http://loinc.org#65897-1
* http://loinc.org#65893-0
* http://loinc.org#30525-0
* http://loinc.org#38214-3
* http://loinc.org#38215-0
* http://loinc.org#91392-1
* CustomObservations#PPS
* http://loinc.org#96761-2
