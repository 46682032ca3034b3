// Names in Ukrainian letters, telephones, addresses.

// Patronymic: the second given name. Any name that is not official may be in other letters.
Invariant: ua-name-1
Description: "The parts of an official name are in Ukrainian letters, with hyphens, apostrophes and single blanks."
Severity: #error
Expression: "(use.exists() and use != 'official') or ((family | given).all(matches('^[А-ЩЬЮЯҐЄІЇа-щьюяґєії\\u0027\\u2019\\u02BC-]+( [А-ЩЬЮЯҐЄІЇа-щьюяґєії\\u0027\\u2019\\u02BC-]+)*$')))"
* insert Uk([["Частини офіційного імені пишуть українськими літерами, з дефісами, апострофами й одиничними пробілами."]])

Invariant: ua-name-2
Description: "ЕСОЗ knows only the straight apostrophe (U+0027) in names."
Severity: #warning
Expression: "(use.exists() and use != 'official') or ((family | given).all(matches('[\\u2019\\u02BC]').not()))"
* insert Uk([["ЕСОЗ приймає в іменах лише прямий апостроф (U+0027)."]])

Invariant: ua-tel-1
Description: "A telephone number is +38 and ten digits."
Severity: #error
Expression: "(system.exists() and (system = 'phone' or system = 'sms') and value.exists()) implies value.matches('^[+]38[0-9]{10}$')"
* insert Uk([["Номер телефону складається з +38 і десяти цифр."]])

Invariant: ua-adr-1
Description: "A postal code of Ukraine is five digits."
Severity: #error
Expression: "postalCode.empty() or (country.exists() and country != 'UA' and country != 'Україна') or postalCode.matches('^[0-9]{5}$')"
* insert Uk([["Поштовий індекс України складається з п'яти цифр."]])

Invariant: ua-adr-2
Description: "A house number starts with a digit from 1 to 9; up to 20 Ukrainian letters, digits, blanks and the signs / ' - follow."
Severity: #error
Expression: "(country.exists() and country != 'UA' and country != 'Україна') or line.extension('http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-houseNumber').value.ofType(string).all(matches('^[1-9][0-9А-ЩЬЮЯҐЄІЇа-щьюяґєії /\\u0027\\u2019-]{0,20}$'))"
* insert Uk([["Номер будинку починається з цифри від 1 до 9, далі до 20 українських літер, цифр, пробілів і знаків / ' -."]])
