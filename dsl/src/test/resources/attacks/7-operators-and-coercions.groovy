//// find by a pattern
'a' =~ 'b'
//// match by a pattern
'a' ==~ 'b'
//// a pattern literal
def p = ~/(a+)+b/
//// power
2 ** 1000
//// text times a number
'a' * 2000000000
//// list times a number
[1] * 1000
//// shift
1 << 1000000000
//// unsigned shift
1 >>> 3
//// a bit operator
1 & 3
//// negation of bits
~1
//// spread in a list
def x = [1, *[2]]
//// spread in a map
def x = [*: [a: 1]]
//// spread of arguments
def l = ['a']; image(*l)
//// spread of a property
[1].*seconds
//// several assignments
def (a, b) = [1, 2]
//// assignment to an element
[1][0] = 2
//// assignment to a property
def m = [:]; m.a = 1
//// assignment to a word
image = 'x'
//// assignment by an operator that is not there
def x = 8; x /= 2
//// elvis assignment
def x = null; x ?= 1
//// the spaceship on blocks
({ -> 1 }) <=> ({ -> 2 })
//// a cast to an interface
(Runnable) { -> 1 }
//// a cast to a number
(int) 'x'
//// an array
int[] x = [1]
//// an array by its size
def x = new int[2000000000]
//// a primitive of another kind
char c = 'x'
//// a final variable of a class
final File f = null
//// var
var f = new File('MARKER')
//// implicit it outside of a loop
it.x
//// an escape that is none
'\u0040Grab'.execute()
//// a slashy text that runs
/touch MARKER/.execute()
//// a dollar slashy text that runs
$/touch MARKER/$.execute()
//// a value in a text that runs
image "${'touch MARKER'.execute()}"
//// a lazy value in a text
image "${-> 'touch MARKER'.execute()}"
//// a lazy value that writes
image "${w -> w << 'x'}"
//// safe index
def l = null; l?[0]
//// not in
if (1 !in [1]) { new File('MARKER') }
//// not instanceof
if (1 !instanceof String) { image 'x' }
