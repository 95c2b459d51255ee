//// a pattern that goes back for ever
parameters { text 'x', matches: '(a+)+b', defaultsTo: '{{900 * a}}' }
//// a pattern that goes back over nothing
parameters { text 'x', matches: '{{60 * (|)}}b', defaultsTo: '' }
//// a pattern that repeats nothing
parameters { text 'x', matches: '(?:){2147483647}', defaultsTo: 'a' }
//// a pattern that repeats repeats
parameters { text 'x', matches: '(((a{1000}){1000}){1000}){1000}', defaultsTo: 'a' }
//// a pattern with a look back
parameters { text 'x', matches: '(?<=a)b', defaultsTo: 'a' }
//// a pattern that refers back
parameters { text 'x', matches: '(a*)\\1', defaultsTo: 'a' }
//// a pattern that is nested deeply
parameters { text 'x', matches: '{{500 * (}}{{499 * )}}', defaultsTo: 'a' }
//// a pattern that is very long
parameters { text 'x', matches: '{{100000 * a?}}', defaultsTo: 'a' }
//// a schedule that is very long
cron('c') { schedule '{{100000 * 1,}}1 * * * *'; job { image 'x' } }
//// a schedule with a huge step
cron('c') { schedule '*/99999999999 * * * *'; job { image 'x' } }
//// a schedule that never comes
cron('c') { schedule '0 0 31 2 *'; job { image 'x' } }
//// a zone that is a path
cron('c') { schedule '* * * * *', zone: '../../etc/passwd'; job { image 'x' } }
//// a name that is a path
service('../../etc/passwd') { image 'x' }
//// a name that is very long
service('{{100000 * x}}') { image 'x' }
//// an image with a command in it
service('y') { image 'x; touch MARKER' }
//// an environment name with a newline
service('y') { image 'x'; env 'A\nB': 'x' }
//// a file outside
service('y') { image 'x'; file '../../etc/passwd', text: 'x' }
//// an entry with spaces
service('y') { image 'x'; port 80, at: 'a b/ c' }
//// a number that overflows
service('y') { image 'x'; replicas 2147483647 + 2147483647 }
//// a number that overflows downwards
service('y') { image 'x'; replicas -2147483647 - 2147483647 }
//// a duration that overflows
service('y') { image 'x'; stopGrace 9223372036854775807.days }
//// memory that overflows
service('y') { image 'x'; resources memory: 9223372036854775807.gb }
//// an app in an app
app('inner') { }
//// an overlay in an overlay
overlay('a') { overlay('b') { } }
//// parameters that name themselves
parameters { text 'x', defaultsTo: param('x') }
//// more words than a manifest may hold
def s = 'x'; for (i in 1..19) { s = s + s }
for (i in 1..100) { job("j$i") { image 'x'; file '/a', text: s } }
