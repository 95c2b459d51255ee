//// metaClass of a text
'x'.metaClass
//// metaClass of a class
String.metaClass.foo = { 'touch MARKER'.execute() }
//// metaClass of the block
metaClass
//// setMetaClass
setMetaClass(null)
//// ExpandoMetaClass
ExpandoMetaClass.enableGlobally()
//// a category
use(String) { }
//// a mixin
String.mixin(File)
//// with
'x'.with { it }
//// with on a number
1.with { it }
//// with on a map
[a: 1].with { a }
//// with on the block
with { }
//// tap
'x'.tap { it }
//// delegate
delegate.x = 1
//// owner
owner.x
//// thisObject
thisObject.x
//// this
this.binding
//// super
super.toString()
//// the binding
binding.variables
//// setBinding
setBinding(null)
//// delegate of a block
({ -> }).delegate
//// rehydrate
({ -> }).rehydrate(1, 2, 3)
//// the owner of a block in a variable
def c = { it }; c.owner.evaluate('1')
//// curry
def c = { it }; c.curry(1)
//// invokeMethod is declared
def invokeMethod(String n, a) { 1 }
foo()
//// methodMissing is declared
def methodMissing(String n, a) { 'touch MARKER'.execute() }
foo()
//// propertyMissing is declared
def propertyMissing(String n) { 'touch MARKER'.execute() }
foo
//// getProperty is declared
def getProperty(String n) { new File('MARKER') }
foo
//// a finalizer is declared
def finalize() { 'touch MARKER'.execute() }
//// invokeMethod is called
'x'.invokeMethod('execute', null)
//// a property is set by name
def x = 1; x.class = 2
//// a property of a text is set
'x'.value = 'y'
//// setProperty
setProperty('x', 1)
//// a word is called by a computed name
"${'im' + 'age'}" 'x'
//// a word's inner state
entries()
//// a word's visitor
eachSpot { }
//// whether a block is damaged
isDamaged()
//// damage a block
damage()
//// the faults of a block
faults()
//// a getter that carries a word
getAny()
//// run a block
run { }
//// a switch of the compiler
patching(true)
