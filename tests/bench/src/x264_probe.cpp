// SPDX-License-Identifier: Apache-2.0
// Preloaded (ld.so(8), LD_PRELOAD) into a program under measurement: notes when libx264 has given out a frame.
//
// DIEMCAU_BENCH_PROBE is the file of ProbeRecords. Whatever program and whatever plugin calls libx264, the
// call passes here; the cost is one hash of 256 bytes and one write(2) a frame, for every contender alike.
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

#include "tests/bench/src/probe_record.h"

namespace {

// x264.h, x264_nal_t: a part of libx264's ABI since 2009. "The payloads of all NALs [of a frame] are
// sequential in memory", and x264_encoder_encode returns their sum.
struct X264Nal {
  int ref_idc, type, long_startcode, first_mb, last_mb, payload_bytes;
  std::uint8_t* payload;
  int padding;
};

using Encode = int(void*, X264Nal**, int*, void*, void*);

int seeX264(dl_phdr_info* info, std::size_t, void* result) noexcept {
  if (std::strstr(info->dlpi_name, "/libx264.so") == nullptr) return 0;
  *static_cast<const char**>(result) = info->dlpi_name;
  return 1;
}

// GStreamer's plugin brings its libx264 along privately, where RTLD_NEXT does not look.
Encode* realEncode() {
  const char* library = nullptr;
  ::dl_iterate_phdr(seeX264, &library);
  void* const handle = library != nullptr ? ::dlopen(library, RTLD_LAZY | RTLD_NOLOAD) : nullptr;
  return handle != nullptr ? reinterpret_cast<Encode*>(::dlsym(handle, "x264_encoder_encode")) : nullptr;
}

int openLog() {
  const char* const path = std::getenv("DIEMCAU_BENCH_PROBE");
  return path != nullptr ? ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
}

}  // namespace

extern "C" int x264_encoder_encode(void* encoder, X264Nal** nals, int* count, void* in, void* out) {
  static Encode* const real = realEncode();
  static const int log = openLog();
  if (real == nullptr) return -1;
  const int bytes = real(encoder, nals, count, in, out);
  if (bytes > 0 && log >= 0) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const diemcau::bench::ProbeRecord record{
        std::chrono::duration_cast<std::chrono::nanoseconds>(now).count(),
        diemcau::bench::markOf({(*nals)[0].payload, static_cast<std::size_t>(bytes)})};
    if (::write(log, &record, sizeof record) != sizeof record) return -1;
  }
  return bytes;
}
