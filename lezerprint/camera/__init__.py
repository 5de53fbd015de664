"""Cameras: pictures from a source, read by a process of its own, to any number of viewers.

jpeg        whole frames out of a stream of bytes
states      what a camera is doing, as a table
addresses   which addresses are refused, and how an address is shown
setup       what a reader is told; wire: what it says
reader      the process that reads a source; sources: one module a kind
process     the server's end of a reader
feed        the newest frame, and who waits for it
mp4         segments out of fragmented MP4
video       the newest segments of a camera that gives H.264
webrtc      a viewer's offer, passed on to another server
web_client  requests to cameras
rtsp_relay  what ffmpeg reads an RTSP camera through
camera      one camera: its settings, its feed, its state
"""
