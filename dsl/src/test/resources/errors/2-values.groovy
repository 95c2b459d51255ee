// Values and units
//// Text for a number
app('shop') {
    service('web') {
        image 'shop/web:1'
        replicas 'three'
    }
}
//// A number for a duration
app('shop') {
    service('web') {
        image 'shop/web:1'
        stopGrace 20
    }
}
//// A unit of another kind
app('shop') {
    service('web') {
        image 'shop/web:1'
        resources memory: 5.seconds
    }
}
//// A unit that is misspelt
app('shop') {
    service('web') {
        image 'shop/web:1'
        stopGrace 20.second
    }
}
//// A number out of bounds
app('shop') {
    service('web') {
        image 'shop/web:1'
        replicas -1
        port 99999
    }
}
//// A limit under its request
app('shop') {
    service('web') {
        image 'shop/web:1'
        resources cpu: 1.cores
        limits cpu: 500.millicores
    }
}
//// A duration of nothing
app('shop') {
    job('migrate') {
        image 'shop/migrate:1'
        timeout 0.seconds
    }
}
//// A variable that was not declared
app('shop') {
    count = 3
    service('web') { image 'shop/web:1' }
}
//// A value that text cannot hold
app('shop') {
    def tags = ['1', '2']
    service('web') { image "shop/web:${tags}" }
}
//// A method that a value does not have
app('shop') {
    service('web') { image 'shop/web:1'.toUppercase() }
}
//// Values that do not go together
app('shop') {
    service('web') {
        image 'shop/web:1'
        stopGrace 10.seconds + 5
    }
}
//// An element that is not there
app('shop') {
    def tags = ['1', '2']
    service('web') { image tags[2] }
}
//// A method of the script that is given too little
def web(String tag, int count) { image tag; replicas count }
app('shop') {
    service('web') { web('shop/web:1') }
}
