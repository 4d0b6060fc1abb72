#include "dsp/capture/radio_child.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

#include "dsp/capture/device_list.hpp"
#include "dsp/capture/driver_log.hpp"
#include "dsp/capture/packet_socket.hpp"
#include "dsp/capture/radio_messages.hpp"
#include "dsp/capture/sample_ring.hpp"
#include "dsp/capture/soapy_stream.hpp"

namespace cellwarden::capture {
namespace {

using Clock = std::chrono::steady_clock;
using Waiting = PacketSocket::Waiting;

constexpr std::chrono::seconds kCounterPeriod{1};
constexpr std::chrono::milliseconds kPatience{1000};  // the program looks ten times a second

class RadioChild {
 public:
  RadioChild() : control_(Descriptor(kControlDescriptor)) {}

  int run() {
    collect_driver_messages([this](DriverMessageLevel level, std::string_view text) {
      tell(RadioSaid{level, std::string(text)});
    });
    const Result<void> ended = serve();
    if (!ended) tell(RadioFailed{ended.error().what});
    collect_driver_messages({});
    return ended ? 0 : 1;
  }

 private:
  /// Drivers speak from threads of their own.
  /// What they say is left out where too much of it waits; what becomes of the radio has to arrive.
  void tell(const RadioReport& report) {
    const bool is_talk =
        std::holds_alternative<RadioSaid>(report) || std::holds_alternative<DeviceCounters>(report);
    const std::scoped_lock lock(telling_);
    control_.send(to_text(report), is_talk ? std::chrono::milliseconds(0) : kPatience);
  }

  Result<void> serve() {
    const auto first = control_.receive(Waiting::kYes);
    if (!first) return {};
    const auto order = read_order(*first);
    if (const auto* const search = order ? std::get_if<DeviceSearch>(&*order) : nullptr) return look(*search);
    const auto* const settings = order ? std::get_if<DeviceSettings>(&*order) : nullptr;
    if (settings == nullptr) return fail(ErrorCode::kDevice, "the radio's process was not told what to open");
    wake_ = Descriptor(kWakeDescriptor);
    auto memory = SharedMemory::map(kRingDescriptor);
    if (!memory) return tl::unexpected<Error>(memory.error());
    auto ring = RingWriter::attach(memory->octets());
    if (!ring) return tl::unexpected<Error>(ring.error());
    auto stream = SoapyStream::open(*settings);
    if (!stream) return tl::unexpected<Error>(stream.error());
    tell(RadioOpened{(*stream)->arguments(), (*stream)->info()});
    return pump(**stream, *ring);
  }

  Result<void> look(const DeviceSearch& search) {
    SearchProgress progress;
    progress.on_driver = [this](const std::string& driver) {
      const std::string line = fmt::format("\n{}\n", kAsksAnother);
      [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
      tell(SearchAsks{driver});
    };
    progress.on_device = [this](const DeviceDescription& device, bool is_complete) {
      tell(SearchFound{device, is_complete});
    };
    auto list = search_devices(search, progress);
    if (!list) return tl::unexpected<Error>(list.error());
    tell(SearchEnded{std::move(list->missing_drivers)});
    return {};
  }

  Result<void> pump(SoapyStream& stream, RingWriter& ring) {
    auto counters_due = Clock::now() + kCounterPeriod;
    while (obey(stream)) {
      const auto block = stream.read();
      if (!block) return tl::unexpected<Error>(block.error());
      if (!block->has_value()) {
        tell(stream.counters());
        tell(RadioEnded{});
        return {};
      }
      ring.write(**block);
      static_cast<void>(::eventfd_write(wake_.number(), 1));
      if (Clock::now() < counters_due) continue;
      tell(stream.counters());
      counters_due += kCounterPeriod;
    }
    return {};
  }

  /// Does all that it was told in the meantime. \return false when nobody is there any more
  bool obey(SoapyStream& stream) {
    std::optional<Retuning> all;
    std::uint64_t orders = 0;
    while (const auto text = control_.receive(Waiting::kNo)) {
      const auto order = read_order(*text);
      const auto* const asked = order ? std::get_if<Retuning>(&*order) : nullptr;
      if (asked == nullptr) continue;
      all = all ? merged(*all, *asked) : *asked;
      ++orders;
    }
    if (all) {
      const Result<void> moved = stream.retune(*all);
      RadioRetuned report{all->center_hz, {}, orders};
      if (!moved) report.refused = moved.error().what;
      tell(report);
    }
    return !control_.is_closed();
  }

  PacketSocket control_;
  Descriptor wake_;
  std::mutex telling_;
};

}  // namespace

std::vector<std::string> radio_process_command() {
  std::array<char, 4096> path{};
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size() - 1);
  const std::string program(path.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  return {program, std::string(kRadioProcessArgument)};
}

bool is_radio_process(std::span<char* const> arguments) noexcept {
  return !arguments.empty() && arguments.front() == kRadioProcessArgument;
}

int run_radio_process(std::span<char* const> arguments) {
  constexpr int kNotForPeople = 2;
  // Whoever types this at a prompt has no socket open there.
  int kind = 0;
  socklen_t size = sizeof kind;
  const bool is_started_right =
      arguments.size() == 2 && ::getsockopt(kControlDescriptor, SOL_SOCKET, SO_TYPE, &kind, &size) == 0;
  if (!is_started_right) return kNotForPeople;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (std::to_string(::getppid()) != arguments[1]) return 1;  // it had ended before
  std::signal(SIGPIPE, SIG_IGN);
  return RadioChild().run();
}

}  // namespace cellwarden::capture
