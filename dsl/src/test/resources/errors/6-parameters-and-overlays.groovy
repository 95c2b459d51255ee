// Parameters and overlays
//// A parameter without a value
app('shop') {
    parameters { text 'tag' }
    service('web') { image "shop/web:${param('tag')}" }
}
//// A value that does not match
//> -p tag=latest
app('shop') {
    parameters { text 'tag', matches: '[0-9]+[.][0-9]+' }
    service('web') { image "shop/web:${param('tag')}" }
}
//// A value that is no number
//> -p count=many
app('shop') {
    parameters { number 'count', defaultsTo: 3 }
    service('web') { image 'shop/web:1'; replicas param('count') }
}
//// A value out of its bounds
//> -p count=99
app('shop') {
    parameters { number 'count', defaultsTo: 3, between: 1..50 }
    service('web') { image 'shop/web:1'; replicas param('count') }
}
//// A value for a parameter that is not there
//> -p tga=1.0
app('shop') {
    parameters { text 'tag', defaultsTo: '1.0' }
    service('web') { image "shop/web:${param('tag')}" }
}
//// A parameter that is not there
app('shop') {
    parameters { text 'tag', defaultsTo: '1.0' }
    service('web') { image "shop/web:${param('tga')}" }
}
//// A parameter that is declared twice
app('shop') {
    parameters { text 'tag', defaultsTo: '1.0'; text 'tag', defaultsTo: '1.1' }
    service('web') { image 'shop/web:1' }
}
//// A pattern that is none
app('shop') {
    parameters { text 'tag', matches: '[0-9', defaultsTo: '1' }
    service('web') { image 'shop/web:1' }
}
//// An overlay that is not there
//> --overlay stagng
app('shop') {
    service('web') { image 'shop/web:1' }
    overlay('staging') { service('web') { replicas 1 } }
}
//// A word that an overlay cannot say
app('shop') {
    service('web') { image 'shop/web:1' }
    overlay('staging') { service('web') { port 80 } }
}
