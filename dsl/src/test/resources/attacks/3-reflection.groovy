//// class of a text
'x'.class
//// getClass
'x'.getClass()
//// forName
'x'.getClass().forName('java.io.File')
//// Class.forName
Class.forName('java.lang.Runtime').getMethod('getRuntime').invoke(null)
//// a class literal
String.class
//// a bare class
def c = String
//// class of a number
1.class
//// class of a list
[].class
//// class of a map's property
[:].class.forName('java.io.File')
//// class of a block
({ -> }).class
//// class of a duration
10.seconds.class
//// class of what a word answers
label('a').class
//// a field
'x'.@value
//// a method pointer
def m = 'MARKER'.&toString
//// a method reference
def m = String::valueOf
//// a constructor reference
def m = File::new
//// toString of a duration
10.seconds.toString()
//// a record's accessor
label('a', 'b').requirement()
//// declared methods
'x'.class.declaredMethods
//// unsafe
sun.misc.Unsafe.theUnsafe
//// a method handle
java.lang.invoke.MethodHandles.lookup()
//// the class loader
this.class.classLoader
//// an annotation of a class
String.annotations
//// properties of a value
'x'.properties
//// dump
'x'.dump()
//// inspect
'x'.inspect()
//// hashCode
'x'.hashCode()
//// wait
wait()
//// notify
notify()
//// getClass of the block
getClass()
//// class of the block
class
