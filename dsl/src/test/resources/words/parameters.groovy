//// around
app('shop') {
    parameters {
…
    }
    service('web') { image 'x' }
}
//// text
text 'tag', matches: '[0-9]+[.][0-9]+', defaultsTo: '1.0'
//// number
number 'count', defaultsTo: 3, between: 1..50
