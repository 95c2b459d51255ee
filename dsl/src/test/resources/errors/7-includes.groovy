// Includes
//// A file that is not there
app('shop') {
    include 'lib/wbe.groovy'
    service('web') { image 'shop/web:1' }
}
//> file lib/web.groovy
def web(String tag) { image "shop/web:${tag}" }
//// A path that leaves the script's directory
app('shop') {
    include '../web.groovy'
    service('web') { image 'shop/web:1' }
}
//// A path that is not plain text
app('shop') {
    def name = 'web'
    include "lib/${name}.groovy"
    service('web') { image 'shop/web:1' }
}
//// A file that is included twice
app('shop') {
    include 'lib/web.groovy'
    include 'lib/web.groovy'
    service('web') { web('1') }
}
//> file lib/web.groovy
def web(String tag) { image "shop/web:${tag}" }
//// Includes in a circle
app('shop') {
    include 'a.groovy'
    service('web') { image 'shop/web:1' }
}
//> file a.groovy
include 'b.groovy'
//> file b.groovy
include 'a.groovy'
//// A mistake in an included file
app('shop') {
    include 'lib/web.groovy'
    service('web') { web('1') }
}
//> file lib/web.groovy
def web(String tag) {
    image "shop/web:${tag}"
}
job('migrate') { imgae 'shop/migrate:1' }
