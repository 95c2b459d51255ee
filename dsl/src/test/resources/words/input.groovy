//// around
app('shop') {
    workflow('release') {
        input {
…
        }
        approve('go-live') { }
    }
}
//// text
text 'tag', matches: '[0-9]+[.][0-9]+'
//// number
number 'percent', defaultsTo: 5, between: 1..50
