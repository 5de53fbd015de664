"""The WebSocket at `/ws`: what happens, told at once; and orders that need no request of their own.

endpoint     lets a client in, or not
session      one client from its first message to its last
identity     who a client is, and whether that still holds
requests     what clients may send
handlers     what is done with it; control: orders, uploads: files
cameras      pictures, past the hub
rooms        who sees which event
hub          from the threads in which things happen to the clients who see them
client       what waits for one client
connection   bytes, below ASGI: one frame is made once, and written to a thousand sockets
sources      where events come from that are not published by themselves
"""
