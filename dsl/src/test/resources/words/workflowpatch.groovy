//// around
app('shop') {
    workflow('release') { approve('go-live') { } }
    overlay('staging') { workflow('release') {
…
    } }
}
//// skip
skip 'go-live'
