#include "dsp/capture/device_search.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <variant>

#include "dsp/capture/child_process.hpp"
#include "dsp/capture/packet_socket.hpp"
#include "dsp/capture/radio_child.hpp"
#include "dsp/capture/radio_messages.hpp"
#include "dsp/capture/talk_limit.hpp"

namespace cellwarden::capture {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLook{100};
constexpr int kMostReports = 1000;  // read at one look
constexpr milliseconds kLastWord{1000};

class Search {
 public:
  Search(DeviceSearch search, SearchProcess process)
      : search_(std::move(search)), process_(std::move(process)) {
    if (process_.command.empty()) process_.command = radio_process_command();
  }

  /// One process after the other, each without the drivers that were asked already.
  Result<DeviceList> run() {
    while (true) {
      asked_.reset();
      const auto started = start();
      if (!started) return tl::unexpected<Error>(started.error());
      const std::string fault = follow();
      if (failure_) return fail(ErrorCode::kDevice, *failure_);
      if (has_ended_) break;
      if (!asked_) {
        return fail(
            ErrorCode::kDevice,
            fmt::format("the process that loads SoapySDR's modules {}; 'SoapySDRUtil --info' names them: "
                        "remove the one that is wrong",
                        fault));
      }
      give_up(*asked_, fault);
      if (search_.wanted.contains("driver")) break;
    }
    close_open_end("it did not say what it can do");
    return std::move(list_);
  }

 private:
  Result<void> start() {
    auto ends = PacketSocket::pair();
    if (!ends) return tl::unexpected<Error>(ends.error());
    const std::array<int, 1> inherited{ends->second.descriptor()};
    std::vector<std::string> command = process_.command;
    command.push_back(std::to_string(::getpid()));
    auto child = ChildProcess::start(command, inherited);
    if (!child) return tl::unexpected<Error>(child.error());
    child_.emplace(std::move(*child));
    control_ = std::move(ends->first);
    control_.send(to_text(RadioOrder(search_)));
    return {};
  }

  /// Hears it to its end. \return how that was
  std::string follow() {
    heard_at_ = Clock::now();
    while (!control_.is_closed() && !has_ended_ && !failure_) {
      if (Clock::now() - heard_at_ > process_.limit) {
        child_->end(milliseconds(0));
        return fmt::format("does not answer within {} s", process_.limit.count() / 1000);
      }
      wait();
      listen();
    }
    std::string ending = child_->end(kLastWord);
    listen();
    return last_words_.empty() ? ending : fmt::format("{} ({})", ending, last_words_);
  }

  void wait() {
    std::array<pollfd, 2> waited{
        {{control_.descriptor(), POLLIN, 0}, {child_->words_descriptor(), POLLIN, 0}}};
    ::poll(waited.data(), waited.size(), static_cast<int>(kLook.count()));
  }

  void listen() {
    for (const std::string& line : child_->said()) {
      // Words and reports come by different ways: which of them came first cannot be told otherwise.
      if (line == kAsksAnother) {
        last_words_.clear();
        continue;
      }
      tell(DriverMessageLevel::kInfo, line);
      last_words_ = line;
    }
    for (int i = 0; i < kMostReports; ++i) {
      const auto text = control_.receive(PacketSocket::Waiting::kNo);
      if (!text) break;
      if (const auto report = read_report(*text)) {
        std::visit([this](const auto& what) { hear(what); }, *report);
      }
    }
  }

  void tell(DriverMessageLevel level, const std::string& text) {
    if (process_.on_words && talk_.admits(level, Clock::now())) process_.on_words(level, text);
  }

  void hear(const SearchAsks& asks) {
    heard_at_ = Clock::now();
    asked_ = asks.driver;
    search_.except.push_back(asks.driver);
  }
  void hear(const SearchFound& found) {
    heard_at_ = Clock::now();
    if (is_open_end_) list_.devices.pop_back();
    list_.devices.push_back(found.device);
    is_open_end_ = !found.is_complete;
  }
  void hear(const SearchEnded& ended) {
    list_.missing_drivers = ended.missing_drivers;
    has_ended_ = true;
  }
  void hear(const RadioFailed& failed) { failure_ = failed.what; }
  void hear(const RadioSaid& said) { tell(said.level, said.text); }
  template <class OfARadio>
  void hear(const OfARadio& /*none is open*/) {}

  void give_up(const std::string& driver, const std::string& fault) {
    list_.faulty_drivers.push_back({driver, fault});
    close_open_end(fmt::format("its driver {}", fault));
  }

  void close_open_end(std::string why) {
    if (std::exchange(is_open_end_, false)) list_.devices.back().not_opened = std::move(why);
  }

  DeviceSearch search_;
  SearchProcess process_;
  std::optional<ChildProcess> child_;
  PacketSocket control_;
  TalkLimit talk_;
  DeviceList list_;
  bool is_open_end_ = false;  ///< the last radio is being opened
  std::optional<std::string> asked_;
  std::optional<std::string> failure_;
  std::string last_words_;
  bool has_ended_ = false;
  Clock::time_point heard_at_;
};

}  // namespace

Result<DeviceList> list_devices(const DeviceSearch& search, SearchProcess process) {
  return Search(search, std::move(process)).run();
}

std::string to_line(const FaultyDriver& driver) {
  return fmt::format(
      "driver={}: its driver {} while it was asked for its radios; unplug them and plug them in "
      "again, or remove its SoapySDR module ('SoapySDRUtil --info' names it)",
      driver.driver, driver.fault);
}

Result<FoundByDrivers> find_radio(const DeviceArguments& arguments, SearchProcess process) {
  auto list = list_devices({.wanted = arguments, .opens = false, .except = {}}, std::move(process));
  if (!list) return tl::unexpected<Error>(list.error());
  const bool is_named = arguments.contains("driver");
  std::string faults;
  for (const FaultyDriver& driver : list->faulty_drivers)
    faults += (faults.empty() ? "" : "; ") + to_line(driver);
  if (is_named && !faults.empty()) return fail(ErrorCode::kDevice, faults);
  auto radio = choose_found(arguments, list->devices);
  if (!radio) {
    return fail(ErrorCode::kDevice, radio.error().what + (faults.empty() ? "" : "; " + faults));
  }
  return FoundByDrivers{std::move(*radio), std::move(list->faulty_drivers)};
}

}  // namespace cellwarden::capture
