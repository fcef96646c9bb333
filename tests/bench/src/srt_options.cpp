// SPDX-License-Identifier: Apache-2.0
// What an option of libsrt is worth: pictures and sound of a room's sizes over one link, with the option set.
// Prints a line of JSON.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <srt/srt.h>
#include <syslog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/link_relay.h"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMessageBytes = 1316;
constexpr double kPictureMs = 1000.0 / 30;
constexpr int kKeyframeEvery = 60;  // pictures
constexpr double kKeyframeSize = 4;
constexpr int kSoundEvery = 20;  // ms
constexpr auto kLastArrive = 3s;

struct Wishes {
  std::string link;
  std::uint32_t seed = 1;
  int latency_ms = 160;
  double kbps = 2500;
  int seconds = 60;
  std::map<std::string, std::string> options;  // of the sender
};

struct Header {
  std::uint32_t number = 0;
  std::uint32_t picture = 0;  // 0: sound
};

[[noreturn]] void die(const std::string& why) {
  std::fprintf(stderr, "srt_options: %s (%s)\n", why.c_str(), srt_getlasterror_str());
  std::exit(1);
}

template <class T>
void set(SRTSOCKET socket, SRT_SOCKOPT option, const T& value) {
  if (srt_setsockflag(socket, option, &value, sizeof value) == SRT_ERROR) die("an option was not taken");
}

// Each must have been taken, or the figure would be of something else.
void setWished(SRTSOCKET socket, const std::map<std::string, std::string>& options) {
  for (const auto& [name, text] : options) {
    if (name == "retransmitalgo") {
      set(socket, SRTO_RETRANSMITALGO, std::stoi(text));
    } else if (name == "maxbw") {
      set(socket, SRTO_MAXBW, static_cast<std::int64_t>(std::stoll(text)));
    } else if (name == "oheadbw") {
      set(socket, SRTO_OHEADBW, std::stoi(text));
    } else if (name == "fec") {
      if (srt_setsockflag(socket, SRTO_PACKETFILTER, text.data(), static_cast<int>(text.size())) == SRT_ERROR) {
        die("the packet filter was not taken");
      }
    } else {
      die("no option is called " + name);
    }
  }
}

sockaddr_in local(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class Listener {
 public:
  explicit Listener(const Wishes& wishes) : socket_(srt_create_socket()) {
    set(socket_, SRTO_LATENCY, wishes.latency_ms);
    set(socket_, SRTO_RCVTIMEO, 100);
    const sockaddr_in address = local(0);
    if (srt_bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == SRT_ERROR ||
        srt_listen(socket_, 1) == SRT_ERROR) {
      die("no listener");
    }
  }
  [[nodiscard]] std::uint16_t port() const {
    sockaddr_in address{};
    int length = sizeof address;
    srt_getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    return ntohs(address.sin_port);
  }
  // Notes what arrives until it is stopped.
  void run(const std::atomic<bool>& stop, std::vector<bool>& arrived) const {
    const std::array<SRTSOCKET, 1> listeners{socket_};
    const SRTSOCKET stream = srt_accept_bond(listeners.data(), 1, 5000);
    if (stream == SRT_INVALID_SOCK) die("nobody came");
    std::array<char, 1500> buffer{};
    while (!stop) {
      const int bytes = srt_recvmsg(stream, buffer.data(), buffer.size());
      if (bytes < static_cast<int>(sizeof(Header))) continue;
      Header header;
      std::memcpy(&header, buffer.data(), sizeof header);
      if (header.number < arrived.size()) arrived[header.number] = true;
    }
    srt_close(stream);
  }

 private:
  SRTSOCKET socket_;
};

class Sender {
 public:
  Sender(const Wishes& wishes, std::uint16_t port)
      : wishes_(wishes), socket_(srt_create_socket()), random_(wishes.seed) {
    set(socket_, SRTO_LATENCY, wishes.latency_ms);
    set(socket_, SRTO_SNDSYN, false);
    setWished(socket_, wishes.options);
    set(socket_, SRTO_SNDSYN, true);
    const sockaddr_in address = local(port);
    if (srt_connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == SRT_ERROR) {
      die("no connection");
    }
    set(socket_, SRTO_SNDSYN, false);
  }

  // In real time; the picture of each message, by its number.
  std::vector<std::uint32_t> run() {
    const auto begin = Clock::now();
    double next_picture = 0;
    for (int ms = 0; ms < wishes_.seconds * 1000; ms += 10) {
      std::this_thread::sleep_until(begin + std::chrono::milliseconds(ms));
      if (ms % kSoundEvery == 0) send(0, 188);
      for (; next_picture <= ms; next_picture += kPictureMs) picture();
    }
    std::this_thread::sleep_for(kLastArrive);
    return pictures_;
  }
  [[nodiscard]] double payloadBytes() const { return payload_bytes_; }

 private:
  // Sizes vary by a sixth; a keyframe is four times as large, and those after it are smaller.
  void picture() {
    const double usual = wishes_.kbps / 8 * kPictureMs;
    double bytes = usual * std::clamp(std::normal_distribution(1.0, 0.15)(random_), 0.5, 1.5);
    bytes *= picture_ % kKeyframeEvery == 0 ? kKeyframeSize : 1 - (kKeyframeSize - 1) / (kKeyframeEvery - 1);
    ++picture_;
    for (; bytes > 0; bytes -= kMessageBytes) send(picture_, kMessageBytes);
  }
  void send(std::uint32_t picture, std::size_t bytes) {
    std::array<char, kMessageBytes> message{};
    const Header header{static_cast<std::uint32_t>(pictures_.size()), picture};
    std::memcpy(message.data(), &header, sizeof header);
    pictures_.push_back(picture);
    payload_bytes_ += static_cast<double>(bytes);
    // One that finds no room is lost, as it would be in the program.
    (void)srt_sendmsg(socket_, message.data(), static_cast<int>(bytes), -1, 1);
  }

  const Wishes& wishes_;
  SRTSOCKET socket_;
  std::mt19937 random_;
  std::vector<std::uint32_t> pictures_;
  std::uint32_t picture_ = 0;
  double payload_bytes_ = 0;
};

Wishes readWishes(int argc, char** argv) {
  Wishes wishes;
  for (int at = 1; at + 1 < argc; at += 2) {
    const std::string_view name = argv[at];
    const std::string value = argv[at + 1];
    if (name == "--link") {
      wishes.link = value;
    } else if (name == "--seed") {
      wishes.seed = static_cast<std::uint32_t>(std::stoul(value));
    } else if (name == "--latency") {
      wishes.latency_ms = std::stoi(value);
    } else if (name == "--kbps") {
      wishes.kbps = std::stod(value);
    } else if (name == "--seconds") {
      wishes.seconds = std::stoi(value);
    } else if (name == "--set") {
      const auto equals = value.find('=');
      if (equals == std::string::npos) die("--set takes NAME=VALUE");
      wishes.options[value.substr(0, equals)] = value.substr(equals + 1);
    } else {
      die("no such argument: " + std::string(name));
    }
  }
  return wishes;
}

void tell(const std::vector<std::uint32_t>& sent, const std::vector<bool>& arrived, double payload, double wire) {
  std::map<std::uint32_t, bool> whole;
  double lost = 0;
  double sound = 0;
  double sound_lost = 0;
  for (std::size_t at = 0; at < sent.size(); ++at) {
    lost += arrived[at] ? 0 : 1;
    if (sent[at] == 0) {
      ++sound;
      sound_lost += arrived[at] ? 0 : 1;
    } else {
      const auto entry = whole.try_emplace(sent[at], true).first;
      entry->second = entry->second && arrived[at];
    }
  }
  const auto broken = std::ranges::count_if(whole, [](const auto& entry) { return !entry.second; });
  std::printf(
      "{\"messages\": %zu, \"lost_percent\": %.4f, \"sound_lost_percent\": %.4f, \"pictures_lost_percent\": %.3f, "
      "\"overhead\": %.4f}\n",
      sent.size(), 100 * lost / static_cast<double>(sent.size()), 100 * sound_lost / std::max(sound, 1.0),
      100 * static_cast<double>(broken) / static_cast<double>(std::max<std::size_t>(whole.size(), 1)),
      wire / payload - 1);
}

}  // namespace

int main(int argc, char** argv) {
  const Wishes wishes = readWishes(argc, argv);
  srt_startup();
  srt_setloglevel(LOG_EMERG);
  {
    const Listener listener(wishes);
    diemcau::test::LinkRelay relay(listener.port(), wishes.seed);
    relay.shape(wishes.link);
    std::atomic<bool> stop = false;
    // Twice the messages that there can be.
    std::vector<bool> arrived(
        static_cast<std::size_t>(wishes.seconds * (wishes.kbps * 1000 / 8 / kMessageBytes + 80) * 2));
    std::jthread receiver([&] { listener.run(stop, arrived); });
    Sender sender(wishes, relay.port());
    const auto sent = sender.run();
    stop = true;
    receiver.join();
    tell(sent, arrived, sender.payloadBytes(), static_cast<double>(relay.counts().there.in_bytes));
  }
  srt_cleanup();
}
