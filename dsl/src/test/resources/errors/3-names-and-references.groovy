// Names and references
//// A name with the wrong letters
app('shop') {
    service('Web_1') { image 'shop/web:1' }
}
//// A name that is taken
app('shop') {
    service('web') { image 'shop/web:1' }
    job('web') { image 'shop/web:1' }
}
//// A service that is not there
app('shop') {
    service('web') { image 'shop/web:1' }
    overlay('staging') { service('wbe') { replicas 1 } }
}
//// A service without an image
app('shop') {
    service('web') { replicas 3 }
}
//// A container that is there twice
app('shop') {
    service('web') {
        image 'shop/web:1'
        container('main') { image 'shop/shipper:1' }
    }
}
//// An app that is empty
app('shop') { }
//// No app
def tag = '1'
//// Two apps
app('shop') { job('a') { image 'x' } }
app('store') { job('a') { image 'x' } }
//// An image with a space
app('shop') {
    service('web') { image 'shop/web :1' }
}
//// An environment variable with a wrong name
app('shop') {
    service('web') {
        image 'shop/web:1'
        env '1ST': 'x'
    }
}
//// A file without an absolute path
app('shop') {
    service('web') {
        image 'shop/web:1'
        file 'app.properties', text: 'currency=EUR'
    }
}
