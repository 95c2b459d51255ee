app('mistaken') {
    service('web') {
        imgae 'caravan/hello:1'
        replicas -1
        port 99999
    }
    service('web') { image 'caravan/hello:1' }
    cron('nightly') { schedule 'at night' }
}
