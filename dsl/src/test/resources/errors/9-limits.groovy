// What scripts cannot do
//// Groovy that is not part of the language
import java.io.File
app('shop') {
    service('web') { image new File('/etc/passwd').text }
}
//// A method of the machine
app('shop') {
    service('web') { image 'ls'.execute() }
}
//// A loop that does not end
app('shop') {
    (1..10000).each { (1..10000).each { } }
    service('web') { image 'shop/web:1' }
}
//// Calls without an end
def more(int n) { more(n + 1) }
app('shop') {
    service('web') { image more(1) }
}
//// A text without an end
app('shop') {
    def text = 'x'
    for (i in 1..100) { text = text + text }
    service('web') { image text }
}
//// Brackets without an end
app('shop') {
    def x = (((((((((((((((((((((((((1)))))))))))))))))))))))))
    service('web') { image 'shop/web:1' }
}
