//// param
app('shop') {
    parameters { number 'count', defaultsTo: 3 }
    service('web') {
        image 'shop/web:1'
        replicas param('count')
    }
}
