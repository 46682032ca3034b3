// Check rules of national identifiers, on the value of the identifier.

Invariant: ua-esoz-1
Description: "An ЕСОЗ id is a UUID in lower case."
Severity: #error
Expression: "matches('^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')"
* insert Uk([["Ідентифікатор ЕСОЗ – це UUID малими літерами."]])

// Weight −1 of the first digit is written as 10, the same modulo 11, so that the sum is never negative.
Invariant: ua-rnokpp-1
Description: "A РНОКПП is ten digits, not all of them zero."
Severity: #error
Expression: "matches('^[0-9]{10}$') and $this != '0000000000'"
* insert Uk([["РНОКПП складається з десяти цифр, не всі з яких нулі."]])

Invariant: ua-rnokpp-2
Description: "The last digit of a РНОКПП is its check digit."
Severity: #error
Expression: "matches('^[0-9]{10}$') implies (substring(0,1).toInteger() * 10 + substring(1,1).toInteger() * 5 + substring(2,1).toInteger() * 7 + substring(3,1).toInteger() * 9 + substring(4,1).toInteger() * 4 + substring(5,1).toInteger() * 6 + substring(6,1).toInteger() * 10 + substring(7,1).toInteger() * 5 + substring(8,1).toInteger() * 7) mod 11 mod 10 = substring(9,1).toInteger()"
* insert Uk([["Контрольна цифра РНОКПП не збігається."]])

Invariant: ua-unzr-1
Description: "A УНЗР is eight digits, a hyphen and five digits."
Severity: #error
Expression: "matches('^[0-9]{8}-[0-9]{5}$')"
* insert Uk([["УНЗР складається з восьми цифр, дефіса та п'яти цифр."]])

Invariant: ua-unzr-2
Description: "The last digit of a УНЗР should be its control digit (weights 7, 3, 1)."
Severity: #warning
Expression: "matches('^[0-9]{8}-[0-9]{5}$') implies (substring(0,1).toInteger() * 7 + substring(1,1).toInteger() * 3 + substring(2,1).toInteger() + substring(3,1).toInteger() * 7 + substring(4,1).toInteger() * 3 + substring(5,1).toInteger() + substring(6,1).toInteger() * 7 + substring(7,1).toInteger() * 3 + substring(9,1).toInteger() + substring(10,1).toInteger() * 7 + substring(11,1).toInteger() * 3 + substring(12,1).toInteger()) mod 10 = substring(13,1).toInteger()"
* insert Uk([["Контрольна цифра УНЗР не збігається."]])

Invariant: ua-edrpou-1
Description: "A ЄДРПОУ code is eight digits."
Severity: #error
Expression: "matches('^[0-9]{8}$')"
* insert Uk([["Код ЄДРПОУ складається з восьми цифр."]])

Invariant: ua-edrpou-2
Description: "The last digit of a ЄДРПОУ code is its check digit."
Severity: #error
Expression: "matches('^[0-9]{8}$') implies iif($this >= '30000000' and $this <= '60000000', iif((substring(0,1).toInteger() * 7 + substring(1,1).toInteger() + substring(2,1).toInteger() * 2 + substring(3,1).toInteger() * 3 + substring(4,1).toInteger() * 4 + substring(5,1).toInteger() * 5 + substring(6,1).toInteger() * 6) mod 11 = 10, (substring(0,1).toInteger() * 9 + substring(1,1).toInteger() * 3 + substring(2,1).toInteger() * 4 + substring(3,1).toInteger() * 5 + substring(4,1).toInteger() * 6 + substring(5,1).toInteger() * 7 + substring(6,1).toInteger() * 8) mod 11 mod 10, (substring(0,1).toInteger() * 7 + substring(1,1).toInteger() + substring(2,1).toInteger() * 2 + substring(3,1).toInteger() * 3 + substring(4,1).toInteger() * 4 + substring(5,1).toInteger() * 5 + substring(6,1).toInteger() * 6) mod 11), iif((substring(0,1).toInteger() + substring(1,1).toInteger() * 2 + substring(2,1).toInteger() * 3 + substring(3,1).toInteger() * 4 + substring(4,1).toInteger() * 5 + substring(5,1).toInteger() * 6 + substring(6,1).toInteger() * 7) mod 11 = 10, (substring(0,1).toInteger() * 3 + substring(1,1).toInteger() * 4 + substring(2,1).toInteger() * 5 + substring(3,1).toInteger() * 6 + substring(4,1).toInteger() * 7 + substring(5,1).toInteger() * 8 + substring(6,1).toInteger() * 9) mod 11 mod 10, (substring(0,1).toInteger() + substring(1,1).toInteger() * 2 + substring(2,1).toInteger() * 3 + substring(3,1).toInteger() * 4 + substring(4,1).toInteger() * 5 + substring(5,1).toInteger() * 6 + substring(6,1).toInteger() * 7) mod 11)) = substring(7,1).toInteger()"
* insert Uk([["Контрольна цифра коду ЄДРПОУ не збігається."]])

Invariant: ua-doc-1
Description: "The number of this document is two Ukrainian capital letters and six digits."
Severity: #error
Expression: "matches('^[А-ЩЬЮЯҐЄІЇ]{2}[0-9]{6}$')"
* insert Uk([["Номер цього документа складається з двох великих українських літер і шести цифр."]])

Invariant: ua-doc-2
Description: "The number of an ID card is nine digits."
Severity: #error
Expression: "matches('^[0-9]{9}$')"
* insert Uk([["Номер паспорта у формі картки складається з дев'яти цифр."]])

Invariant: ua-doc-3
Description: "The number of a residence permit is nine digits, or two Ukrainian capital letters and four to six digits, or two letters, five digits, a slash and five digits."
Severity: #error
Expression: "matches('^([А-ЩЬЮЯҐЄІЇ]{2}[0-9]{4,6}|[0-9]{9}|[А-ЩЬЮЯҐЄІЇ]{2}[0-9]{5}/[0-9]{5})$')"
* insert Uk([["Номер посвідки складається з дев'яти цифр, або з двох великих українських літер і чотирьох–шести цифр, або з двох літер, п'яти цифр, скісної риски та п'яти цифр."]])

Invariant: ua-doc-4
Description: "The number of a birth certificate is 2 to 25 capital letters, digits and the signs № / ( ) -, with no blanks."
Severity: #error
Expression: "matches('^[A-ZА-ЩЬЮЯҐЄІЇ0-9№/()-]{2,25}$')"
* insert Uk([["Номер свідоцтва про народження – це 2–25 великих літер, цифр і знаків № / ( ) - без пробілів."]])

Invariant: ua-doc-9
Description: "The number of a birth certificate should be its series (a Roman or Arabic number and two Ukrainian letters) and six digits."
Severity: #warning
Expression: "matches('^[A-ZА-ЩЬЮЯҐЄІЇ0-9№/()-]{2,25}$') implies matches('^(((I|II|III|IV|V|VI|VII|VIII|IX|X|XI|XII|[0-9А-ЩЬЮЯҐЄІЇ-]{2,})-?[А-ЩЬЮЯҐЄІЇ]{2})?[0-9]{6})$')"
* insert Uk([["Номер свідоцтва про народження зазвичай складається із серії (римське чи арабське число та дві українські літери) і шести цифр."]])

Invariant: ua-doc-5
Description: "The number of a temporary certificate is 2 to 25 capital letters, digits and the signs № / ( ) -, with no blanks."
Severity: #error
Expression: "matches('^[A-ZА-ЩЬЮЯҐЄІЇ0-9№/()-]{2,25}$')"
* insert Uk([["Номер тимчасового посвідчення – це 2–25 великих літер, цифр і знаків № / ( ) - без пробілів."]])

Invariant: ua-doc-6
Description: "The number of this document is Latin letters, Ukrainian capital letters, digits, hyphens and blanks, 50 at most."
Severity: #error
Expression: "matches('^[A-Za-z0-9А-ЩЬЮЯҐЄІЇ -]{1,50}$')"
* insert Uk([["Номер цього документа – це латинські літери, великі українські літери, цифри, дефіси й пробіли, не більше 50 знаків."]])

Invariant: ua-doc-7
Description: "This document is issued by Ukraine."
Severity: #error
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/issuing-country').value.ofType(code).all($this = 'UA')"
* insert Uk([["Цей документ видає Україна."]])

Invariant: ua-doc-8
Description: "This document is issued by another country than Ukraine."
Severity: #error
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/issuing-country').value.ofType(code).all($this != 'UA')"
* insert Uk([["Цей документ видає інша країна, не Україна."]])
