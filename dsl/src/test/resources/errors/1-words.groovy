// Words
//// A word that is misspelt
app('shop') {
    service('web') {
        imgae 'shop/web:1'
    }
}
//// A word of another block
app('shop') {
    service('web') {
        image 'shop/web:1'
        schedule '* * * * *'
    }
}
//// A word that nobody knows
app('shop') {
    service('web') {
        image 'shop/web:1'
        frobnicate 3
    }
}
//// A word that is not available yet
app('shop') {
    service('web') {
        image 'shop/web:1'
        volume '/cache', size: 1.gb
    }
}
//// A word that is given too much
app('shop') {
    service('web') {
        image 'shop/web:1', 'shop/web:2'
    }
}
//// A word that is given nothing
app('shop') {
    service('web') {
        image 'shop/web:1'
        replicas()
    }
}
//// A word without brackets or value
app('shop') {
    job('migrate') {
        image 'shop/migrate:1'
        manual
    }
}
//// A word that takes nothing
app('shop') {
    job('migrate') {
        image 'shop/migrate:1'
        manual true
    }
}
//// A word with an equals sign
app('shop') {
    service('web') {
        image 'shop/web:1'
        replicas = 3
    }
}
//// A word with a colon
app('shop') {
    service('web') {
        image: 'shop/web:1'
    }
}
//// An option that is misspelt
app('shop') {
    service('web') {
        image 'shop/web:1'
        port 8080, publsh: 8000
    }
}
//// An option that is given twice
app('shop') {
    service('web') {
        image 'shop/web:1'
        port 8080, publish: 8000, publish: 8001
    }
}
//// A comma that is missing
app('shop') {
    service('web') {
        image 'shop/web:1'
        port 8080 publish: 8000
    }
}
