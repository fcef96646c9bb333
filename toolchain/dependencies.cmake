# SPDX-License-Identifier: Apache-2.0
# The libraries of the house, each as PkgConfig::NAME; why each is there: docs/dependencies.md.
foreach(dependency
    "GLIB glib-2.0 gobject-2.0 gio-2.0 gio-unix-2.0"
    "CURL libcurl"
    "MBEDTLS mbedtls mbedx509 mbedcrypto"
    "SYSTEMD libsystemd"
    "UTF8PROC libutf8proc"
    "SPDLOG spdlog"
    "GST gstreamer-1.0 gstreamer-base-1.0 gstreamer-app-1.0 gstreamer-allocators-1.0 gstreamer-video-1.0 gstreamer-audio-1.0"
    "ALSA alsa"
    "SRT srt"
    "UDEV libudev"
    "DRM libdrm libdisplay-info"
    "V4L libv4l2"
    "CAIRO cairo"
    "PANGO pangocairo pangoft2 fontconfig"
    "RSVG librsvg-2.0"
    "JPEG libjpeg"
    "PNG libpng"
    "QRENCODE libqrencode"
    "SQLITE sqlite3"
    "CMOCKA cmocka")
  separate_arguments(words UNIX_COMMAND "${dependency}")
  list(POP_FRONT words name)
  pkg_check_modules(${name} REQUIRED QUIET IMPORTED_TARGET ${words})
endforeach()
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost REQUIRED COMPONENTS url)
find_package(SQLiteCpp REQUIRED)
