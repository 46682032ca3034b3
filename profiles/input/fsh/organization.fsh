// Organization (legal entity) and Location (division).

Profile: UaOrganization
Parent: Organization
Id: ua-organization
Title: "UA Organization"
Description: "A legal entity with its ЄДРПОУ code, or a department of one (partOf)."
* insert Facts("Організація")
* obeys ua-org-1 and ua-org-2 and ua-org-3 and ua-org-4 and ua-org-5
* extension contains Kved named kved 0..* and License named license 0..*
* insert IdentifiersBySystem
* insert EsozIdentifier
* insert EdrpouIdentifier
* insert RnokppIdentifier
* name 1..1
* insert ConceptsBySystem(type)
* insert ConceptSlice(type, legalEntityType, https://fhir.hie-ua.example/CodeSystem/legal-entity-types, 0..1, LegalEntityTypesValueSet, "Type of the legal entity")
* insert UkrainianPhones
* insert UkrainianAddress

Invariant: ua-org-1
Description: "A legal entity of Ukraine has a ЄДРПОУ code, or a РНОКПП if it is a sole proprietor."
Severity: #error
Expression: "partOf.exists() or address.where(country.exists() and country != 'UA' and country != 'Україна').exists() or identifier.where(system = 'https://fhir.hie-ua.example/sid/edrpou' or system = 'https://fhir.hie-ua.example/sid/rnokpp').exists()"
* insert Uk([["Юридична особа України має код ЄДРПОУ, а фізична особа – підприємець – РНОКПП."]])

Invariant: ua-org-2
Description: "An organization has a ЄДРПОУ code or a РНОКПП, not both."
Severity: #error
Expression: "identifier.where(system = 'https://fhir.hie-ua.example/sid/edrpou').empty() or identifier.where(system = 'https://fhir.hie-ua.example/sid/rnokpp').empty()"
* insert Uk([["Організація має код ЄДРПОУ або РНОКПП, але не обидва."]])

Invariant: ua-org-3
Description: "A provider of medical services has КВЕД 86.10 or 86.21, a pharmacy 47.73."
Severity: #error
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/kved').empty() or ((type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/legal-entity-types' and (code = 'MSP' or code = 'MSP_PHARMACY' or code = 'MSP_LIMITED' or code = 'PRIMARY_CARE' or code = 'OUTPATIENT' or code = 'EMERGENCY')).empty() or extension('https://fhir.hie-ua.example/StructureDefinition/kved').value.ofType(code).where($this = '86.10' or $this = '86.21').exists()) and (type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/legal-entity-types' and code = 'PHARMACY').empty() or extension('https://fhir.hie-ua.example/StructureDefinition/kved').value.ofType(code).where($this = '47.73').exists()))"
* insert Uk([["Надавач медичних послуг має КВЕД 86.10 або 86.21, аптека – 47.73."]])

Invariant: ua-org-4
Description: "The licences of a legal entity match its type: medical practice for providers, medicines for pharmacies."
Severity: #error
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/license').empty() or ((type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/legal-entity-types' and (code = 'MSP' or code = 'MSP_PHARMACY' or code = 'MSP_LIMITED' or code = 'PRIMARY_CARE' or code = 'OUTPATIENT' or code = 'EMERGENCY')).empty() or extension('https://fhir.hie-ua.example/StructureDefinition/license').extension('type').value.ofType(code).where($this = 'MSP').exists()) and (type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/legal-entity-types' and code = 'PHARMACY').empty() or extension('https://fhir.hie-ua.example/StructureDefinition/license').extension('type').value.ofType(code).where($this = 'PHARMACY').exists()))"
* insert Uk([["Ліцензії юридичної особи відповідають її типу: медична практика для надавачів, лікарські засоби для аптек."]])

Invariant: ua-org-5
Description: "ЕСОЗ needs the type, the address, a telephone and an email of a legal entity."
Severity: #warning
Expression: "partOf.exists() or (type.exists() and address.exists() and telecom.where(system = 'phone').exists() and telecom.where(system = 'email').exists())"
* insert Uk([["ЕСОЗ вимагає тип, адресу, телефон та електронну пошту юридичної особи."]])

Profile: UaLocation
Parent: Location
Id: ua-location
Title: "UA Location"
Description: "A division of a legal entity, or a place inside one (partOf): ward, room, bed."
* insert Facts("Місце надання послуг")
* obeys ua-loc-1 and ua-loc-2 and ua-loc-3
* insert IdentifiersBySystem
* insert EsozIdentifier
* name 1..1
* insert ConceptsBySystem(type)
* insert ConceptSlice(type, divisionType, https://fhir.hie-ua.example/CodeSystem/division-types, 0..1, DivisionTypesValueSet, "Type of the division")
* insert UkrainianPhones
* insert UkrainianAddress

Invariant: ua-loc-1
Description: "A location belongs to a legal entity or is part of another location."
Severity: #error
Expression: "managingOrganization.exists() or partOf.exists()"
* insert Uk([["Місце належить юридичній особі або є частиною іншого місця."]])

Invariant: ua-loc-2
Description: "A division has a type of the dictionary of divisions."
Severity: #error
Expression: "partOf.exists() or type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/division-types').exists()"
* insert Uk([["Підрозділ має тип із довідника підрозділів."]])

Invariant: ua-loc-3
Description: "ЕСОЗ needs the address, a telephone and an email of a division."
Severity: #warning
Expression: "partOf.exists() or (address.exists() and telecom.where(system = 'phone').exists() and telecom.where(system = 'email').exists())"
* insert Uk([["ЕСОЗ вимагає адресу, телефон та електронну пошту підрозділу."]])
