// Systems of national identifiers. The ЕСОЗ id is the UUID that the source system gave the record.
Alias: $rnokpp = https://fhir.hie-ua.example/sid/rnokpp
Alias: $unzr = https://fhir.hie-ua.example/sid/unzr
Alias: $edrpou = https://fhir.hie-ua.example/sid/edrpou
Alias: $esoz = https://fhir.hie-ua.example/sid/esoz
Alias: $passport = https://fhir.hie-ua.example/sid/passport
Alias: $national-id = https://fhir.hie-ua.example/sid/national-id
Alias: $birth-certificate = https://fhir.hie-ua.example/sid/birth-certificate
Alias: $temporary-passport = https://fhir.hie-ua.example/sid/temporary-passport
Alias: $temporary-certificate = https://fhir.hie-ua.example/sid/temporary-certificate
Alias: $permanent-residence-permit = https://fhir.hie-ua.example/sid/permanent-residence-permit
Alias: $refugee-certificate = https://fhir.hie-ua.example/sid/refugee-certificate
Alias: $complementary-protection-certificate = https://fhir.hie-ua.example/sid/complementary-protection-certificate
Alias: $foreign-passport = https://fhir.hie-ua.example/sid/foreign-passport
Alias: $no-citizenship-certificate = https://fhir.hie-ua.example/sid/no-citizenship-certificate
Alias: $foreign-document-other = https://fhir.hie-ua.example/sid/foreign-document-other
Alias: $birth-certificate-foreign = https://fhir.hie-ua.example/sid/birth-certificate-foreign

Alias: $participation-type = http://terminology.hl7.org/CodeSystem/v3-ParticipationType
Alias: $observation-category = http://terminology.hl7.org/CodeSystem/observation-category
Alias: $house-number = http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-houseNumber
