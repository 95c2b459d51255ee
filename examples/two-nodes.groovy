app('two-nodes') {
    service('web') {
        image 'caravan/hello:1'
        process 'java', 'Hello.java'
        replicas 4
        port 8000, publish: 8200
        place { spread 'zone' }
        stopGrace 1.seconds
    }
}
