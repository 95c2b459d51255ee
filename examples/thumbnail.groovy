app('thumbnail') {
    function('thumb') {                              // no pod runs until somebody asks
        image 'caravan/thumbnail:1'
        port 8080
        on http('/cgi-bin/thumb')
        scale 0..5, concurrency: 4, idle: 10.seconds
        timeout 20.seconds
        stopGrace 1.seconds
    }
}
