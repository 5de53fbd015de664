"""GStreamer's RTSP server with test pictures, run by the system's Python: `rtsp_server.py PORT`."""

from __future__ import annotations

import sys

LAUNCH = "( videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=15/1 ! {} )"
STREAMS = {
    "/h264": "x264enc tune=zerolatency key-int-max=15 ! rtph264pay name=pay0 pt=96",
    "/mjpeg": "jpegenc ! rtpjpegpay name=pay0 pt=26",
}


def serve(arguments):
    import gi  # noqa: PLC0415 - of the system's Python

    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer  # noqa: PLC0415 - the same

    Gst.init(None)
    missing = [
        name
        for name in ("x264enc", "jpegenc", "rtph264pay", "rtpjpegpay")
        if not Gst.ElementFactory.find(name)
    ]
    if arguments == ["--check"] or missing:
        return len(missing)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(arguments[0])
    for path, pipeline in STREAMS.items():
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(LAUNCH.format(pipeline))
        server.get_mount_points().add_factory(path, factory)
    server.attach(None)
    print("ready", flush=True)
    GLib.MainLoop().run()
    return 0


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
