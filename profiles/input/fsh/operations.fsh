// Operations of the exchange that no other guide defines.
Instance: fhirpath
InstanceOf: OperationDefinition
Usage: #definition
Title: "Evaluate FHIRPath"
Description: "Evaluates a FHIRPath expression, in the convention of the FHIRPath Lab's servers."
* url = "https://fhir.hie-ua.example/OperationDefinition/fhirpath"
* name = "Fhirpath"
* title = "Evaluate FHIRPath"
* status = #active
* kind = #operation
* affectsState = false
* code = #fhirpath
* system = true
* type = false
* instance = false
* parameter[+]
  * name = #expression
  * use = #in
  * min = 1
  * max = "1"
  * type = #string
  * documentation = "The expression to evaluate."
* parameter[+]
  * name = #context
  * use = #in
  * min = 0
  * max = "1"
  * type = #string
  * documentation = "An expression that selects the items for which the other one is evaluated, one by one."
* parameter[+]
  * name = #resource
  * use = #in
  * min = 0
  * max = "1"
  * type = #Resource
  * documentation = "The resource to evaluate on; as a string: a reference to one of this server."
* parameter[+]
  * name = #variables
  * use = #in
  * min = 0
  * max = "1"
  * documentation = "Variables: one part for each, with its name and value."
  * part[+]
    * name = #name
    * use = #in
    * min = 0
    * max = "*"
    * type = #Element
    * documentation = "A variable, named by the part's name."
* parameter[+]
  * name = #validate
  * use = #in
  * min = 0
  * max = "1"
  * type = #boolean
  * documentation = "Refuse what can select nothing from a resource of this type, such as unknown elements."
* parameter[+]
  * name = #terminologyserver
  * use = #in
  * min = 0
  * max = "1"
  * type = #string
  * documentation = "Not used: value sets are those of the server."
* parameter[+]
  * name = #parameters
  * use = #out
  * min = 1
  * max = "1"
  * documentation = "What was asked, and by what it was evaluated."
  * part[+]
    * name = #evaluator
    * use = #out
    * min = 1
    * max = "1"
    * type = #string
    * documentation = "Name and version of the engine."
* parameter[+]
  * name = #result
  * use = #out
  * min = 0
  * max = "*"
  * type = #string
  * documentation = "For each context item its path, with parts for what was selected and for traces."
