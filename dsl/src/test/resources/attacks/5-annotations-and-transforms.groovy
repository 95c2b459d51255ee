//// Grab
@Grab('a:b:1') def x = 1
//// Grab by its full name
@groovy.lang.Grab('a:b:1') def x = 1
//// Grapes
@groovy.lang.Grapes([]) def x = 1
//// GrabResolver
@GrabResolver('http://127.0.0.1:1/') def x = 1
//// GrabConfig
@GrabConfig(systemClassLoader = true) def x = 1
//// ASTTest
@groovy.transform.ASTTest(value = { new File('MARKER').createNewFile() }) def x = 1
//// ASTTest on a method
@groovy.transform.ASTTest(value = { new File('MARKER').createNewFile() })
def f() { 1 }
//// ASTTest by an alias
import groovy.transform.ASTTest as Fine
@Fine(value = { new File('MARKER').createNewFile() }) def x = 1
//// an annotation on an import
@groovy.transform.ASTTest(value = { new File('MARKER').createNewFile() })
import java.lang.String
//// an annotation inside of an annotation
@groovy.transform.AnnotationCollector([groovy.transform.ASTTest]) def x = 1
//// an annotation on a parameter
def f(@groovy.transform.ASTTest(value = { assert false }) x) { x }
//// an annotation on a block's parameter
def c = { @Deprecated x -> x }
//// CompileDynamic
@groovy.transform.CompileDynamic
def f() { 'touch MARKER'.execute() }
//// TypeChecked skipped
@groovy.transform.TypeChecked(groovy.transform.TypeCheckingMode.SKIP)
def f() { 1 }
//// TimedInterrupt
@groovy.transform.TimedInterrupt(1L) def x = 1
//// BaseScript
@groovy.transform.BaseScript Script s
//// Field
@groovy.transform.Field def x = 'touch MARKER'.execute()
//// an annotation by unicode escapes
\u0040Grab('x') def y
//// an annotation hidden behind a comment
/* */@Grab('a:b:1') def x = 1
//// an annotation in a text with a value
image "${@Grab('a:b:1') def x = 1}"
//// a package with an annotation
@Grab('a:b:1') package a
//// a global transform by name
@com.example.Transform def x = 1
