// SPDX-License-Identifier: Apache-2.0
// A GStreamer plugin for tests: an encoder called "v4l2h264enc", as a board's device has it, that fails when the
// test says so. It encodes with x264, takes NV12 alone, and has a device's controls. In the directory that the
// environment variable DIEMCAU_FAULTY_ENCODER names, a file "fails" makes it report an error, "stalls" swallow
// what it encodes, "hangs" never come back, and "crashes" end the process when it is set up for pictures as wide as
// the file says.
#include <gst/gst.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#define PACKAGE "diemcau"

namespace {

struct FaultyEncoder {
  GstBin bin;
  GstElement* x264;
  std::string* faults;  // their directory
};
struct FaultyEncoderClass {
  GstBinClass parent;
};

G_DEFINE_TYPE(FaultyEncoder, faulty_encoder, GST_TYPE_BIN)

FaultyEncoder* self(gpointer object) { return reinterpret_cast<FaultyEncoder*>(object); }

enum { kExtraControls = 1 };

GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE(
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS("video/x-raw,format=NV12,width=[16,1920],height=[16,1088],framerate=[1/1,60/1]"));
GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE(
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS("video/x-h264,stream-format=byte-stream,alignment=au"));

bool has(const FaultyEncoder& encoder, const char* fault) {
  return !encoder.faults->empty() && ::access((*encoder.faults + "/" + fault).c_str(), F_OK) == 0;
}

GstPadProbeReturn onFormat(GstPad*, GstPadProbeInfo* info, gpointer object) noexcept {
  GstEvent* const event = gst_pad_probe_info_get_event(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
  GstCaps* caps = nullptr;
  gst_event_parse_caps(event, &caps);
  int width = 0;
  int deadly = 0;
  std::ifstream(*self(object)->faults + "/crashes") >> deadly;
  if (gst_structure_get_int(gst_caps_get_structure(caps, 0), "width", &width) && width == deadly) std::abort();
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn onUnit(GstPad*, GstPadProbeInfo*, gpointer object) noexcept {
  const FaultyEncoder& encoder = *self(object);
  while (has(encoder, "hangs")) ::usleep(10'000);
  if (has(encoder, "fails")) {
    GST_ELEMENT_ERROR(object, RESOURCE, FAILED, ("the device is out of order"), (nullptr));
    return GST_PAD_PROBE_DROP;
  }
  return has(encoder, "stalls") ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

void addGhost(FaultyEncoder& encoder, const char* name, GstStaticPadTemplate& of) {
  GstPad* target = gst_element_get_static_pad(encoder.x264, name);
  GstPadTemplate* like = gst_static_pad_template_get(&of);
  gst_element_add_pad(GST_ELEMENT(&encoder), gst_ghost_pad_new_from_template(name, target, like));
  gst_object_unref(like);
  gst_object_unref(target);
}

void faulty_encoder_init(FaultyEncoder* encoder) {
  const char* faults = g_getenv("DIEMCAU_FAULTY_ENCODER");
  encoder->faults = new std::string(faults != nullptr ? faults : "");
  encoder->x264 = gst_element_factory_make("x264enc", nullptr);
  g_assert(encoder->x264 != nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder->x264), "tune", "zerolatency");
  gst_util_set_object_arg(G_OBJECT(encoder->x264), "speed-preset", "ultrafast");
  g_object_set(encoder->x264, "key-int-max", 6000, nullptr);
  gst_bin_add(GST_BIN(encoder), encoder->x264);
  addGhost(*encoder, "sink", sink_template);
  addGhost(*encoder, "src", src_template);
  GstPad* out = gst_element_get_static_pad(encoder->x264, "src");
  gst_pad_add_probe(out, GST_PAD_PROBE_TYPE_BUFFER, onUnit, encoder, nullptr);
  gst_object_unref(out);
  GstPad* in = gst_element_get_static_pad(encoder->x264, "sink");
  gst_pad_add_probe(in, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, onFormat, encoder, nullptr);
  gst_object_unref(in);
}

void setProperty(GObject* object, guint id, const GValue* value, GParamSpec*) {
  const GstStructure* controls = id == kExtraControls ? gst_value_get_structure(value) : nullptr;
  int bits = 0;
  if (controls != nullptr && gst_structure_get_int(controls, "video_bitrate", &bits)) {
    g_object_set(self(object)->x264, "bitrate", static_cast<guint>(bits / 1000), nullptr);
  }
}

void getProperty(GObject*, guint, GValue*, GParamSpec*) {}

void finalize(GObject* object) {
  delete self(object)->faults;
  G_OBJECT_CLASS(faulty_encoder_parent_class)->finalize(object);
}

void faulty_encoder_class_init(FaultyEncoderClass* klass) {
  GObjectClass* object = G_OBJECT_CLASS(klass);
  object->set_property = setProperty;
  object->get_property = getProperty;
  object->finalize = finalize;
  g_object_class_install_property(object, kExtraControls,
                                  g_param_spec_boxed("extra-controls", "", "", GST_TYPE_STRUCTURE, G_PARAM_READWRITE));
  GstElementClass* element = GST_ELEMENT_CLASS(klass);
  gst_element_class_add_static_pad_template(element, &sink_template);
  gst_element_class_add_static_pad_template(element, &src_template);
  gst_element_class_set_static_metadata(element, "An encoder that fails", "Codec/Encoder/Video/Hardware", "For tests",
                                        "diemcau");
}

gboolean start(GstPlugin* plugin) {
  return gst_element_register(plugin, "v4l2h264enc", GST_RANK_NONE, faulty_encoder_get_type());
}

}  // namespace

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, faulty_encoder, "An encoder that fails", start, "1",
                  GST_LICENSE_UNKNOWN, PACKAGE, "https://localhost")
