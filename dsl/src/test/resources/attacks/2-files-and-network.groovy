//// a new file
new File('MARKER').text = 'x'
//// a file from a list by as
['MARKER'] as File
//// a file from a list by a cast
(File) ['MARKER']
//// a file from a list by a declaration
File f = ['MARKER']
//// an array of files
File[] f = ['MARKER']
//// an element cast to a file
def l = [1]; (File) l[0]
//// a file as a default argument
def f(x = new File('MARKER')) { x }
f()
//// a file as the type of an argument
def f(File x = ['MARKER']) { x }
f()
//// a file as a return type
File f() { return ['MARKER'] }
f()
//// a file in a generic type
List<File> x = ['MARKER']
//// Files
java.nio.file.Files.createFile(java.nio.file.Path.of('MARKER'))
//// Paths as properties
java.nio.file.Paths.get('MARKER').text
//// a writer
new FileWriter('MARKER').close()
//// eachLine
new File('/etc/passwd').eachLine { env A: it }
//// a URL
new URL('http://127.0.0.1:1/').text
//// toURL
'http://127.0.0.1:1/'.toURL().text
//// a socket
new Socket('127.0.0.1', 1)
//// a server socket
new ServerSocket(0)
//// a class loader from the network
new URLClassLoader([new URL('http://127.0.0.1:1/')] as URL[])
//// the environment
System.getenv('PATH')
//// a system property
System.getProperty('user.home')
//// the environment as a property
env A: System.properties['user.home']
//// a file word does not read the machine's file
file '/etc/x', text: new File('/etc/passwd').text
//// the working directory
file '/etc/x', from: '/etc/passwd'
//// JNDI
new javax.naming.InitialContext().lookup('ldap://127.0.0.1:1/a')
//// deserialisation
new ObjectInputStream(new ByteArrayInputStream(new byte[1])).readObject()
