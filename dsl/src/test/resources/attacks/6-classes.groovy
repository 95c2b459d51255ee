//// a class with a static block
class A { static { new File('MARKER').createNewFile() } }
//// a class with a constructor
class A { A() { 'touch MARKER'.execute() } }
//// an enum
enum A { B }
//// a record
record R(int a) { }
//// an interface
interface A { }
//// a trait
trait A { }
//// an annotation type
@interface A { }
//// an anonymous class
def x = new Object() { }
//// a class that shadows one of ours
class Integer { }
//// a class that is interceptable
class A implements GroovyInterceptable { }
//// a class that reads itself back
class A implements Serializable { Object readResolve() { 'touch MARKER'.execute() } }
//// a sealed class
sealed class A permits B { }
//// a package
package a
//// an import
import java.io.File
//// an import of everything
import java.io.*
//// an import under another name
import java.io.File as Integer
new Integer('MARKER')
//// a static import of everything
import static java.lang.System.*
//// a block as an interface
{ -> 1 } as Runnable
//// a block declared as an interface
Runnable r = { -> 1 }
//// a lambda as an interface
java.util.function.Supplier s = () -> 1
//// a lambda
def s = (x) -> x
//// a map as an interface
[run: { 'touch MARKER'.execute() }] as Runnable
//// a map as a class
[text: 'x'] as File
//// instanceof
if ('x' instanceof String) { image 'x' }
//// a type argument of a method
def <T> T f() { 1 }
//// a type argument of a call
'x'.<String>trim()
//// throws
def f() throws Exception { 1 }
//// a static method
static f() { 'touch MARKER'.execute() }
//// a synchronized method
synchronized f() { 1 }
//// a native method
native f()
//// throw
throw new Error()
//// catch
try { image 'x' } catch (Throwable t) { }
//// finally
try { image 'x' } finally { }
//// assert
assert new File('MARKER').createNewFile()
//// switch
switch (1) { case 1: break }
//// synchronized
synchronized (this) { }
//// a labelled continue
x: for (i in 1..2) { continue x }
