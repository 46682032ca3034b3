"""The keys of common objects, most frequent first.

Counted over public example data, and over what hospitals send under the national profiles.
"""

#: Shape to its keys; a key that is not named comes after those that are.
KEY_ORDER: dict[str, str] = {
    "ActivityDefinition": (
        "id status kind description code text timingTiming participant purpose usage "
        "productCodeableConcept quantity transform useContext topic location bodySite url "
        "relatedArtifact productReference dosage dynamicValue"
    ),
    "Address": "line city postalCode use type country state extension district period text",
    "Age": "value unit system code",
    "AllergyIntolerance": (
        "id text clinicalStatus code patient verificationStatus category criticality identifier "
        "onsetDateTime recordedDate recorder type reaction meta asserter lastOccurrence note "
        "extension"
    ),
    "AllergyIntolerance.reaction": "manifestation onset severity substance description exposureRoute note",
    "Annotation": "text time authorReference authorString",
    "Appointment.participant": "required status actor type",
    "Attachment": "contentType url title data extension creation hash id language size",
    "Bundle": "type entry id meta total link language identifier timestamp",
    "Bundle.entry": "resource fullUrl request response search",
    "Bundle.entry.request": "method url ifNoneExist ifMatch ifNoneMatch ifModifiedSince",
    "Bundle.entry.response": "status etag lastModified location outcome",
    "Bundle.entry.search": "mode",
    "Bundle.link": "relation url",
    "CarePlan": (
        "id text status intent subject contained addresses goal activity period careTeam category "
        "identifier instantiatesUri basedOn replaces partOf description encounter created author "
        "note extension meta"
    ),
    "CarePlan.activity": "detail progress outcomeCodeableConcept outcomeReference reference extension",
    "CarePlan.activity.detail": (
        "status doNotPerform description extension goal scheduledPeriod code kind scheduledTiming "
        "performer statusReason location scheduledString productReference dailyAmount"
    ),
    "CareTeam": (
        "id participant text status name subject meta contained identifier category encounter "
        "period managingOrganization"
    ),
    "CareTeam.participant": "role member onBehalfOf period",
    "Claim": (
        "id text identifier status type use patient created insurer provider priority payee "
        "careTeam diagnosis insurance item contained fundsReserve prescription supportingInfo "
        "total"
    ),
    "Claim.careTeam": "sequence provider",
    "Claim.diagnosis": "sequence diagnosisCodeableConcept",
    "Claim.insurance": "sequence focal coverage preAuthRef identifier claimResponse",
    "Claim.item": (
        "sequence careTeamSequence productOrService servicedDate net unitPrice detail bodySite "
        "diagnosisSequence subSite revenue category modifier programCode informationSequence "
        "quantity"
    ),
    "Claim.item.detail": (
        "sequence productOrService net unitPrice quantity subDetail revenue category factor "
        "modifier udi programCode"
    ),
    "Claim.item.detail.subDetail": (
        "sequence productOrService net revenue category modifier quantity unitPrice factor programCode udi"
    ),
    "Claim.payee": "type",
    "ClaimResponse.item.adjudication": "category amount value reason",
    "CodeableConcept": "coding text",
    "Coding": "code system display version extension",
    "Composition": (
        "id text status type subject date author title confidentiality attester custodian "
        "relatesTo event section identifier meta language"
    ),
    "Composition.attester": "mode time party",
    "Composition.event": "code period",
    "Composition.relatesTo": "code targetIdentifier",
    "Composition.section": "title code text entry",
    "Condition": (
        "clinicalStatus code subject verificationStatus onsetDateTime recordedDate asserter meta "
        "identifier encounter id text category severity bodySite extension abatementDateTime "
        "evidence onsetString stage onsetAge abatementAge"
    ),
    "Consent": (
        "id text status scope category patient dateTime organization policyRule provision "
        "sourceAttachment performer identifier"
    ),
    "Consent.provision": "actor action securityLabel provision type period class purpose code",
    "Consent.provision.actor": "role reference",
    "ContactDetail": "name telecom",
    "ContactPoint": "system value use rank period extension",
    "Contract.term": "offer type subType group",
    "Contract.term.offer": "text topic",
    "Coverage.class": "type value name",
    "CoverageEligibilityResponse.insurance.item.benefit": "type allowedMoney usedMoney allowedUnsignedInt",
    "DataRequirement": "type codeFilter",
    "DataRequirement.codeFilter": "path valueSet code",
    "Device": (
        "id text status type patient identifier meta udiCarrier expirationDate lotNumber "
        "serialNumber manufacturer deviceName modelNumber manufactureDate"
    ),
    "DiagnosticReport": (
        "status code subject id result effectivePeriod text effectiveDateTime issued performer "
        "category meta specimen extension basedOn presentedForm identifier conclusionCode media "
        "imagingStudy conclusion"
    ),
    "DocumentReference": (
        "status content id meta type category subject context date author description identifier "
        "text masterIdentifier securityLabel"
    ),
    "DocumentReference.content": "attachment format",
    "DocumentReference.context": "period practiceSetting encounter",
    "Dosage": (
        "timing doseAndRate text sequence route additionalInstruction method "
        "asNeededCodeableConcept asNeededBoolean site maxDosePerPeriod patientInstruction"
    ),
    "Dosage.doseAndRate": "doseQuantity type doseRange rateRatio rateRange rateQuantity",
    "Duration": "value unit system code",
    "Encounter": (
        "status class subject period location participant type identifier meta diagnosis "
        "reasonCode episodeOfCare extension id serviceProvider text hospitalization priority "
        "statusHistory classHistory length basedOn appointment account partOf"
    ),
    "Encounter.diagnosis": "condition use rank",
    "Encounter.location": "location status period",
    "Encounter.participant": "individual type period",
    "Encounter.statusHistory": "status period",
    "EpisodeOfCare": "meta identifier extension status type patient managingOrganization period careManager",
    "ExplanationOfBenefit.item.adjudication": "category amount value",
    "Expression": "language expression description",
    "Extension": (
        "url valueCodeableConcept valueCoding valueString valueDecimal extension valueDate "
        "valueReference valueCode valueDateTime id valueAttachment valueUri valueBoolean "
        "valueCanonical valueExpression valueInteger"
    ),
    "FamilyMemberHistory": (
        "id status patient relationship name extension condition text ageAge sex identifier "
        "instantiatesUri date deceasedBoolean"
    ),
    "Goal": (
        "id lifecycleStatus description subject text target meta achievementStatus identifier "
        "category priority startDate statusDate statusReason expressedBy addresses "
        "outcomeReference"
    ),
    "HumanName": "given family use suffix text prefix period",
    "Identifier": "value system use type assigner period extension",
    "Immunization": (
        "id status vaccineCode patient occurrenceDateTime primarySource performer location text "
        "lotNumber expirationDate site route protocolApplied identifier note language "
        "occurrenceString reportOrigin statusReason encounter manufacturer doseQuantity "
        "isSubpotent"
    ),
    "Immunization.performer": "actor function",
    "Library": (
        "id text identifier version title status type date description relatedArtifact content "
        "topic experimental dataRequirement publisher useContext jurisdiction purpose usage "
        "copyright author url name contact"
    ),
    "List": "id text status mode code entry date source contained subject title orderedBy emptyReason",
    "List.entry": "item",
    "Location": (
        "status name mode telecom managingOrganization address identifier position type meta id "
        "physicalType text description partOf alias endpoint"
    ),
    "Location.position": "longitude latitude altitude",
    "Measure.group": "code description population stratifier",
    "Measure.group.population": "code criteria",
    "Measure.group.stratifier": "code criteria component",
    "MeasureReport.group.population": "code count",
    "MeasureReport.group.stratifier": "code stratum",
    "MeasureReport.group.stratifier.stratum": "value population",
    "MeasureReport.group.stratifier.stratum.population": "code count",
    "Medication": "id code form text ingredient contained manufacturer batch meta amount",
    "Medication.batch": "lotNumber expirationDate",
    "Medication.ingredient": "itemCodeableConcept strength itemReference",
    "MedicationAdministration": (
        "id text status subject effectivePeriod performer request dosage contained "
        "medicationReference context reasonCode medicationCodeableConcept reasonReference "
        "instantiates device identifier"
    ),
    "MedicationAdministration.dosage": "text dose route method rateQuantity site",
    "MedicationAdministration.performer": "actor function",
    "MedicationDispense": (
        "id text status subject performer authorizingPrescription quantity dosageInstruction type "
        "daysSupply whenPrepared whenHandedOver contained medicationReference "
        "medicationCodeableConcept partOf statusReasonReference category context detectedIssue "
        "identifier substitution meta"
    ),
    "MedicationDispense.performer": "actor",
    "MedicationRequest": (
        "id text status intent subject dosageInstruction authoredOn requester identifier "
        "dispenseRequest medicationReference contained reasonCode encounter substitution "
        "medicationCodeableConcept note meta category supportingInformation reasonReference "
        "priorPrescription statusReason performer"
    ),
    "MedicationRequest.dispenseRequest": (
        "quantity expectedSupplyDuration validityPeriod numberOfRepeatsAllowed performer"
    ),
    "MedicationRequest.substitution": "allowedBoolean reason",
    "MedicationStatement": (
        "id text status subject medicationReference dosage effectivePeriod identifier "
        "informationSource note contained effectiveDateTime dateAsserted "
        "medicationCodeableConcept statusReason"
    ),
    "Meta": "profile lastUpdated versionId security",
    "MolecularSequence": (
        "text coordinateSystem referenceSeq type patient specimen observedSeq id variant "
        "repository quality pointer identifier device performer quantity readCoverage"
    ),
    "MolecularSequence.referenceSeq": "windowStart windowEnd referenceSeqId strand referenceSeqPointer",
    "Money": "value currency",
    "Narrative": "status div",
    "NutritionOrder": (
        "id text identifier status intent patient encounter dateTime orderer allergyIntolerance "
        "foodPreferenceModifier excludeFoodModifier enteralFormula oralDiet supplement"
    ),
    "Observation": (
        "status code subject encounter effectiveDateTime performer category meta valueQuantity "
        "issued identifier id component effectivePeriod valueString text valueCodeableConcept "
        "derivedFrom interpretation referenceRange specimen hasMember extension note"
    ),
    "Observation.component": "code valueQuantity valueCodeableConcept dataAbsentReason valueString",
    "Observation.referenceRange": "high low type appliesTo age",
    "Organization": (
        "name identifier telecom address active type meta id text alias contact endpoint contained"
    ),
    "Patient": (
        "gender birthDate name identifier active address telecom meta managingOrganization "
        "communication id extension text contact deceasedBoolean maritalStatus "
        "multipleBirthBoolean deceasedDateTime photo generalPractitioner multipleBirthInteger "
        "link"
    ),
    "Patient.communication": "language preferred",
    "Patient.contact": "relationship name telecom address gender period",
    "Period": "start end extension",
    "Person.link": "target assurance",
    "PlanDefinition": (
        "id text title status action identifier version date description topic relatedArtifact "
        "library url name publisher useContext jurisdiction purpose usage copyright author type "
        "contained experimental"
    ),
    "PlanDefinition.action": (
        "description title action textEquivalent dynamicValue documentation condition "
        "groupingBehavior selectionBehavior trigger definitionCanonical id type relatedAction"
    ),
    "PlanDefinition.action.condition": "kind expression",
    "PlanDefinition.action.dynamicValue": "path expression",
    "Practitioner": (
        "name identifier telecom gender birthDate meta active id address text qualification communication"
    ),
    "Practitioner.qualification": "code identifier issuer period",
    "PractitionerRole": (
        "practitioner organization code specialty period location identifier active meta id text "
        "telecom endpoint healthcareService availableTime availabilityExceptions notAvailable"
    ),
    "Procedure": (
        "id text status subject code performer reasonCode performedDateTime performedPeriod "
        "location bodySite followUp basedOn note category encounter outcome identifier report "
        "focalDevice meta complication usedCode partOf"
    ),
    "Procedure.performer": "actor function",
    "Provenance": "id target recorded agent signature text entity meta occurredPeriod policy location reason",
    "Provenance.agent": "who type role onBehalfOf id",
    "Quantity": "value unit system code comparator",
    "Questionnaire": (
        "id text status item url subjectType date code title publisher meta version name "
        "experimental contact jurisdiction copyright contained extension identifier description "
        "effectivePeriod useContext"
    ),
    "Questionnaire.item": (
        "linkId type text code required answerOption answerValueSet item extension enableWhen repeats"
    ),
    "Questionnaire.item.answerOption": "valueCoding extension",
    "Questionnaire.item.enableWhen": "question operator answerBoolean",
    "QuestionnaireResponse": (
        "id text status subject authored item author questionnaire meta source contained "
        "identifier basedOn partOf encounter"
    ),
    "QuestionnaireResponse.item": "linkId text answer item",
    "QuestionnaireResponse.item.answer": "valueCoding valueString valueDecimal item valueDate valueInteger",
    "Range": "low high",
    "Ratio": "numerator denominator",
    "Reference": "reference display identifier id extension",
    "RelatedArtifact": "type resource url display document",
    "ServiceRequest": (
        "id status intent subject text code requester authoredOn performer identifier reasonCode "
        "category occurrenceDateTime reasonReference encounter meta basedOn requisition priority "
        "note occurrenceTiming patientInstruction doNotPerform contained"
    ),
    "Specimen": (
        "id type subject collection text accessionIdentifier status receivedTime identifier "
        "contained parent note meta container"
    ),
    "Specimen.collection": "collectedDateTime method collector",
    "Substance": "id code text contained category description ingredient",
    "TestReport.setup.action.assert": "result message detail",
    "TestReport.test.action": "assert operation",
    "Timing": "repeat event code",
    "Timing.repeat": (
        "periodUnit frequency period boundsPeriod count duration durationUnit periodMax when "
        "timeOfDay countMax"
    ),
    "TriggerDefinition": "type name",
    "UsageContext": "code valueCodeableConcept",
    "http://hl7.org/fhir/StructureDefinition/SimpleQuantity": "value system code unit",
}
