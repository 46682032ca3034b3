// Practitioner (party) and PractitionerRole (employee).

Profile: UaPractitioner
Parent: Practitioner
Id: ua-practitioner
Title: "UA Practitioner"
Description: "A person who works in health care. The official name is in Ukrainian letters; the patronymic is the second given name."
* insert Facts("Медичний працівник")
* obeys ua-prc-1 and ua-prc-2 and ua-prc-3 and ua-prc-4 and ua-prc-5 and ua-prc-6
* extension contains NoTaxId named noTaxId 0..1
* insert IdentifiersBySystem
* insert EsozIdentifier
* insert RnokppIdentifier
* insert UnzrIdentifier
* insert AdultDocuments
* insert UkrainianNames
* insert UkrainianPhones
* insert UkrainianAddress
* name 1..*

Invariant: ua-prc-1
Description: "A practitioner has an official name with family and given name."
Severity: #error
Expression: "name.where((use.empty() or use = 'official') and family.exists() and given.exists()).exists()"
* insert Uk([["Медичний працівник має офіційне ім'я: прізвище та власне ім'я."]])

Invariant: ua-prc-2
Description: "A practitioner has a РНОКПП or an ЕСОЗ id, or is marked as having no РНОКПП and has a document."
Severity: #error
Expression: "identifier.where(system = 'https://fhir.hie-ua.example/sid/rnokpp' or system = 'https://fhir.hie-ua.example/sid/esoz').exists() or (extension('https://fhir.hie-ua.example/StructureDefinition/no-tax-id').value.ofType(boolean).where($this = true).exists() and identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/')).exists())"
* insert Uk([["Медичний працівник має РНОКПП чи ідентифікатор ЕСОЗ, або позначку про відсутність РНОКПП і документ."]])

Invariant: ua-prc-3
Description: "A practitioner who is marked as having no РНОКПП has none."
Severity: #error
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/no-tax-id').value.ofType(boolean).where($this = true).exists() implies identifier.where(system = 'https://fhir.hie-ua.example/sid/rnokpp').empty()"
* insert Uk([["Медичний працівник із позначкою про відсутність РНОКПП його не має."]])

Invariant: ua-prc-4
Description: "The birth date is from 1900-01-01 to today, the gender male or female."
Severity: #error
Expression: "(birthDate.empty() or (birthDate >= @1900-01-01 and birthDate <= today())) and (gender.empty() or gender = 'male' or gender = 'female')"
* insert Uk([["Дата народження – від 1900-01-01 до сьогодні, стать – чоловіча або жіноча."]])

Invariant: ua-prc-5
Description: "A birth certificate does not identify a practitioner."
Severity: #error
Expression: "identifier.where(system.startsWith('https://fhir.hie-ua.example/sid/birth-certificate')).empty()"
* insert Uk([["Свідоцтво про народження не посвідчує медичного працівника."]])

Invariant: ua-prc-6
Description: "The first eight digits of the УНЗР are the birth date."
Severity: #error
Expression: "birthDate.exists() implies identifier.where(system = 'https://fhir.hie-ua.example/sid/unzr').value.all(substring(0, 8) = %resource.birthDate.toString().replace('-', ''))"
* insert Uk([["Перші вісім цифр УНЗР – це дата народження."]])

Profile: UaPractitionerRole
Parent: PractitionerRole
Id: ua-practitioner-role
Title: "UA PractitionerRole"
Description: "An employee: a practitioner in a legal entity, with a type, a position and specialities."
* insert Facts("Працівник закладу")
* obeys ua-emp-1 and ua-emp-2 and ua-emp-3 and ua-emp-4
* insert IdentifiersBySystem
* insert EsozIdentifier
* practitioner 1..1
* organization 1..1
* period 1..1
* period.start 1..1
* code 1..*
* insert ConceptsBySystem(code)
* insert ConceptSlice(code, employeeType, https://fhir.hie-ua.example/CodeSystem/employee-types, 1..1, EmployeeTypesValueSet, "Type of the employee")
* code contains position 0..1
* code[position] ^short = "Position"
* code[position] ^patternCodeableConcept.coding.system = "https://fhir.hie-ua.example/CodeSystem/positions"
* code[position] from PositionsValueSet (extensible)
* specialty from SpecialitiesValueSet (extensible)
* specialty.extension contains SpecialityOfficio named specialityOfficio 0..1
* insert UkrainianPhones

Invariant: ua-emp-1
Description: "A doctor or a specialist has at least one speciality."
Severity: #error
Expression: "code.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/employee-types' and (code = 'DOCTOR' or code = 'SPECIALIST')).exists() implies specialty.exists()"
* insert Uk([["Лікар або спеціаліст має принаймні одну спеціальність."]])

Invariant: ua-emp-2
Description: "Of several specialities exactly one is that of the position."
Severity: #error
Expression: "specialty.count() <= 1 or specialty.where(extension('https://fhir.hie-ua.example/StructureDefinition/speciality-officio').value.ofType(boolean) = true).count() = 1"
* insert Uk([["Із кількох спеціальностей рівно одна є спеціальністю за посадою."]])

Invariant: ua-emp-3
Description: "ЕСОЗ needs the position of an employee."
Severity: #warning
Expression: "code.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/positions').exists()"
* insert Uk([["ЕСОЗ вимагає зазначати посаду працівника."]])

Invariant: ua-emp-4
Description: "An employee who no longer works has an end date."
Severity: #warning
Expression: "(active.exists() and active = false) implies period.end.exists()"
* insert Uk([["Працівник, який уже не працює, має дату закінчення роботи."]])
