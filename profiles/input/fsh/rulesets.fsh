// Ukrainian text of an invariant.
RuleSet: Uk(text)
* human.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* human.extension.extension[0].url = "lang"
* human.extension.extension[0].valueCode = #uk
* human.extension.extension[1].url = "content"
* human.extension.extension[1].valueString = {text}

// A profile's own facts.
RuleSet: Facts(ukrainian)
* ^experimental = false
* ^title.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* ^title.extension.extension[0].url = "lang"
* ^title.extension.extension[0].valueCode = #uk
* ^title.extension.extension[1].url = "content"
* ^title.extension.extension[1].valueString = {ukrainian}

// Identifiers are told apart by their system; others are welcome.
RuleSet: IdentifiersBySystem
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open

RuleSet: IdentifierSlice(slice, short)
* identifier contains {slice} 0..1
* identifier[{slice}] ^short = {short}
* identifier[{slice}].system 1..1
* identifier[{slice}].system = ${slice} (exactly)
* identifier[{slice}].value 1..1

// No two current resources of the type may carry the same system and value.
RuleSet: BusinessKey(slice)
* identifier[{slice}] ^extension.url = "https://fhir.hie-ua.example/StructureDefinition/business-key"
* identifier[{slice}] ^extension.valueBoolean = true

RuleSet: EsozIdentifier
* insert IdentifierSlice(esoz, "Id of the record in ЕСОЗ: UUID")
* insert BusinessKey(esoz)
* identifier[esoz].value obeys ua-esoz-1

RuleSet: RnokppIdentifier
* insert IdentifierSlice(rnokpp, "РНОКПП: tax number of a person")
* insert BusinessKey(rnokpp)
* identifier[rnokpp].value obeys ua-rnokpp-1 and ua-rnokpp-2

RuleSet: UnzrIdentifier
* insert IdentifierSlice(unzr, "УНЗР: unique number of the record in the demographic register")
* insert BusinessKey(unzr)
* identifier[unzr].value obeys ua-unzr-1 and ua-unzr-2

RuleSet: EdrpouIdentifier
* insert IdentifierSlice(edrpou, "ЄДРПОУ: code of the legal entity in the state register")
* insert BusinessKey(edrpou)
* identifier[edrpou].value obeys ua-edrpou-1 and ua-edrpou-2

// Documents that Ukraine issues.
RuleSet: UkrainianDocument(slice, short, pattern)
* insert IdentifierSlice({slice}, {short})
* identifier[{slice}].value obeys {pattern}
* identifier[{slice}] obeys ua-doc-7
* identifier[{slice}].extension contains IssuingCountry named issuingCountry 0..1

RuleSet: ForeignDocument(slice, short, pattern)
* insert IdentifierSlice({slice}, {short})
* identifier[{slice}].value obeys {pattern}
* identifier[{slice}] obeys ua-doc-8
* identifier[{slice}].extension contains IssuingCountry named issuingCountry 0..1

// The dictionary of documents says which of them must state when they expire.
RuleSet: Expires(slice)
* identifier[{slice}].period 1..1
* identifier[{slice}].period.end 1..1

RuleSet: AdultDocuments
* insert UkrainianDocument(passport, "Passport booklet of a citizen of Ukraine", ua-doc-1)
* insert UkrainianDocument(national-id, "ID card of a citizen of Ukraine", ua-doc-2)
* insert UkrainianDocument(temporary-passport, "Temporary certificate of a citizen of Ukraine", ua-doc-5)
* insert UkrainianDocument(temporary-certificate, "Temporary residence permit", ua-doc-3)
* insert UkrainianDocument(permanent-residence-permit, "Permanent residence permit", ua-doc-3)
* insert UkrainianDocument(refugee-certificate, "Refugee certificate", ua-doc-1)
* insert UkrainianDocument(complementary-protection-certificate, "Certificate of a person in need of complementary protection", ua-doc-1)
* insert Expires(national-id)
* insert Expires(temporary-passport)
* insert Expires(temporary-certificate)
* insert Expires(permanent-residence-permit)
* insert Expires(refugee-certificate)
* insert Expires(complementary-protection-certificate)

// Names in Ukrainian letters, telephones and addresses of Ukraine.
RuleSet: UkrainianNames
* name obeys ua-name-1 and ua-name-2

RuleSet: UkrainianPhones
* telecom obeys ua-tel-1

RuleSet: UkrainianAddress
* address.extension contains KatottgCode named katottg 0..1
* address.extension contains AddressType named addressType 0..1
* address obeys ua-adr-1 and ua-adr-2

// A slice of a list of concepts: those that carry a coding of one dictionary.
RuleSet: ConceptsBySystem(element)
* {element} ^slicing.discriminator.type = #pattern
* {element} ^slicing.discriminator.path = "$this"
* {element} ^slicing.rules = #open

RuleSet: ConceptSlice(element, slice, system, cardinality, valueset, short)
* {element} contains {slice} {cardinality}
* {element}[{slice}] ^short = {short}
* {element}[{slice}] ^patternCodeableConcept.coding.system = "{system}"
* {element}[{slice}] from {valueset} (required)

// A clinical record is cancelled, never changed: with a reason, and a letter when it explains more.
RuleSet: Cancellable
* extension contains CancellationReason named cancellationReason 0..1
* extension contains ExplanatoryLetter named explanatoryLetter 0..1
