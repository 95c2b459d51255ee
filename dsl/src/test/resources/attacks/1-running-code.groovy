//// execute on text
'touch MARKER'.execute()
//// execute on a text with a value in it
"touch ${'MARKER'}".execute()
//// execute on a list
['touch', 'MARKER'].execute()
//// execute by a quoted name
'touch MARKER'.'execute'()
//// execute by a computed name
def m = 'execute'; 'touch MARKER'."$m"()
//// execute by a name in a text with a value
'touch MARKER'."${'exec' + 'ute'}"()
//// execute spread over a list
['touch MARKER']*.execute()
//// execute safely navigated
'touch MARKER'?.execute()
//// Runtime
Runtime.getRuntime().exec('touch MARKER')
//// Runtime by its full name
java.lang.Runtime.getRuntime().exec('touch MARKER')
//// Runtime as properties
java.lang.Runtime.runtime.exec('touch MARKER')
//// ProcessBuilder
new ProcessBuilder('touch', 'MARKER').start()
//// ProcessBuilder from a list by a declaration
ProcessBuilder p = ['touch', 'MARKER']
//// ProcessBuilder from a list by a cast
(ProcessBuilder) ['touch', 'MARKER']
//// Eval
Eval.me("new File('MARKER').createNewFile()")
//// evaluate
evaluate("new File('MARKER').createNewFile()")
//// a shell in a shell
new GroovyShell().evaluate("new File('MARKER').createNewFile()")
//// a script engine
new javax.script.ScriptEngineManager().getEngineByName('groovy').eval('1')
//// exit
System.exit(0)
//// exit by a static import
import static java.lang.System.exit
exit(1)
//// halt
Runtime.runtime.halt(1)
//// a thread
Thread.start { 'touch MARKER'.execute() }
//// a timer
new Timer().schedule({ }, 1)
//// sleep
sleep 100000
//// println
println 'x'
//// print to a stream
System.out.println('x')
//// run another script
run new File('MARKER'), []
//// the code of a sub-shell in a command word is text only
image "x"; command "touch", { 'touch MARKER'.execute() }
