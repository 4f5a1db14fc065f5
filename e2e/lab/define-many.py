"""define-many.py URI < JSON array of domain XML: defines them all over one connection."""
import json
import sys

import libvirt

connection = libvirt.open(sys.argv[1])
for document in json.load(sys.stdin):
    connection.defineXML(document)
connection.close()
