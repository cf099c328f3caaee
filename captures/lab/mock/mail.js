// SPDX-License-Identifier: Apache-2.0
//
// A mail server on Node.js, whose TLS is newer than that of the distribution:
//
//   mail.js PORT imap|smtp PEM KEY [GROUPS]   imap with TLS from the first byte, smtp with STARTTLS
"use strict";
const fs = require("fs");
const net = require("net");
const tls = require("tls");

const [port, protocol, pem, key, groups] = process.argv.slice(2);
const context = tls.createSecureContext({ cert: fs.readFileSync(pem), key: fs.readFileSync(key), ecdhCurve: groups });

const answers = {
    imap: {
        greeting: "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n",
        LOGIN: "TAG OK logged in\r\n",
        LOGOUT: "* BYE\r\nTAG OK done\r\n",
    },
    smtp: {
        greeting: "220 mail.example.net ESMTP\r\n",
        EHLO: "250-mail.example.net\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n",
        STARTTLS: "220 2.0.0 go\r\n",
        AUTH: "235 2.7.0 Authentication successful\r\n",
        QUIT: "221 2.0.0 Bye\r\n",
    },
}[protocol];

function talk(stream, raw) {
    let heard = "";
    stream.on("error", () => stream.destroy());
    stream.on("data", (octets) => {
        heard += octets;
        for (let end; (end = heard.indexOf("\r\n")) >= 0; heard = heard.slice(end + 2)) hear(heard.slice(0, end));
    });

    function hear(line) {
        const words = line.split(" "), verb = protocol === "imap" ? words[1] : words[0];

        stream.write(answers[verb].replace("TAG", words[0]));
        if (verb === "STARTTLS") {
            stream.removeAllListeners("data");
            talk(new tls.TLSSocket(raw, { isServer: true, secureContext: context }), raw);
        }
        if (verb === "QUIT" || verb === "LOGOUT") stream.end();
    }
}

net.createServer({ noDelay: true }, (raw) => {
    const stream = protocol === "imap" ? new tls.TLSSocket(raw, { isServer: true, secureContext: context }) : raw;

    talk(stream, raw);
    stream.write(answers.greeting);
}).listen(Number(port));
