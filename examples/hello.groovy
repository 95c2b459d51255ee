app('hello') {
    service('web') {
        image 'caravan/hello:1'                 // where a Docker engine runs containers
        process 'java', 'Hello.java'            // where there is none
        replicas 2
        port 8000
    }
}
