#include "tools/cellwarden/place_and_time/gpsd_client.hpp"

// Before Asio: Boost 1.74's awaitable.hpp uses std::exchange without it.
#include <utility>
//
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

namespace cellwarden::tools {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using records::GpsState;

constexpr std::chrono::seconds kMemory{60};
constexpr std::size_t kMostFixes = 1024;  // receivers tell ten a second at most
constexpr std::string_view kAskDevices = "?DEVICES;\n";

/// What needs no look-up.
std::vector<tcp::endpoint> known_endpoints(const GpsdAddress& address) {
  if (address.host == "localhost") {
    return {{asio::ip::address_v4::loopback(), address.port},
            {asio::ip::address_v6::loopback(), address.port}};
  }
  error_code error;
  const auto number = asio::ip::make_address(address.host, error);
  if (error) return {};
  return {{number, address.port}};
}

}  // namespace

class GpsdClient::Link {
 public:
  Link(GpsdAddress address, GpsdTimings timings, std::function<Time()> utc_now)
      : address_(std::move(address)),
        timings_(timings),
        utc_now_(utc_now ? std::move(utc_now) : [] { return Time(std::chrono::system_clock::now()); }),
        pause_(timings.shortest_pause),
        why_(fmt::format("gpsd at {} has not answered yet", to_string(address_))) {
    look_up();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Link() {
    io_.stop();
    thread_.join();
  }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  GpsReading latest() const {
    const std::scoped_lock lock(knowing_);
    GpsReading reading;
    if (!fixes_.empty()) reading.fix = fixes_.back();
    reading.satellites = satellites_;
    if (is_connected_ && has_fix_ && Clock::now() - fixes_.back().heard <= kFreshFix) {
      reading.state = GpsState::kFix;
    } else {
      reading.state = is_connected_ ? GpsState::kNoFix : GpsState::kGone;
      reading.why = is_connected_ ? why_no_fix() : why_;
    }
    return reading;
  }

  std::optional<GpsFix> fix_at(Clock::time_point when) const {
    const std::scoped_lock lock(knowing_);
    for (auto fix = fixes_.rbegin(); fix != fixes_.rend(); ++fix) {
      if (fix->heard > when) continue;
      if (when - fix->heard > kFreshFix) break;
      return *fix;
    }
    return std::nullopt;
  }

 private:
  // Every handler runs on the one thread; a handler of an attempt that was given up finds another number.

  void look_up() {
    const unsigned attempt = ++attempt_;
    limit(timings_.connect_limit, "does not answer");
    if (auto known = known_endpoints(address_); !known.empty()) return connect(std::move(known));
    resolver_.async_resolve(
        address_.host, std::to_string(address_.port),
        [this, attempt](const error_code& error, const tcp::resolver::results_type& found) {
          if (attempt != attempt_) return;
          if (error) return lose(fmt::format("is not found ({})", error.message()));
          connect({found.begin(), found.end()});
        });
  }

  void connect(std::vector<tcp::endpoint> endpoints) {
    endpoints_ = std::move(endpoints);
    asio::async_connect(socket_, endpoints_,
                        [this, attempt = attempt_](const error_code& error, const tcp::endpoint&) {
                          if (attempt != attempt_) return;
                          if (error) return lose(fmt::format("does not answer ({})", error.message()));
                          listen();
                        });
  }

  void listen() {
    has_greeted_ = false;
    received_.clear();
    say(kGpsdWatch);
    limit_silence();
    read_line();
  }

  void say(std::string_view words) {
    asio::async_write(socket_, asio::buffer(words), [](const error_code&, std::size_t) {});  // reading tells
  }

  void read_line() {
    asio::async_read_until(socket_, asio::dynamic_buffer(received_, kMostGpsdLine_octets), '\n',
                           [this, attempt = attempt_](const error_code& error, std::size_t size) {
                             if (attempt != attempt_) return;
                             if (error == asio::error::not_found) return lose("does not speak as gpsd does");
                             if (error) return lose("has gone away");
                             take(std::string_view(received_).substr(0, size - 1));
                             if (attempt != attempt_) return;
                             received_.erase(0, size);
                             limit_silence();
                             read_line();
                           });
  }

  void take(std::string_view line) {
    if (!has_greeted_) {
      if (line.find("\"VERSION\"") == std::string_view::npos) return lose("does not speak as gpsd does");
      has_greeted_ = true;
      pause_ = timings_.shortest_pause;
      const std::scoped_lock lock(knowing_);
      is_connected_ = true;
      has_fix_ = false;
      receivers_.reset();
      return;
    }
    const auto message = read_gpsd_message(line);
    if (!message) return;
    const std::scoped_lock lock(knowing_);
    std::visit([this](const auto& what) { note(what); }, *message);
  }

  void note(const GpsdFix& heard) {
    receivers_ = std::max(receivers_.value_or(0), 1U);
    has_fix_ = heard.at.has_value();
    if (!heard.at) return;
    GpsFix fix{.at = *heard.at, .dimensions = heard.dimensions, .time = heard.time, .heard = Clock::now()};
    if (heard.time) fix.clock_offset_s = std::chrono::duration<double>(utc_now_() - *heard.time).count();
    fixes_.push_back(fix);
    while (fixes_.size() > kMostFixes || fix.heard - fixes_.front().heard > kMemory) fixes_.pop_front();
  }
  void note(const GpsdSky& heard) { satellites_ = heard.used; }
  void note(const GpsdDevices& heard) { receivers_ = heard.active; }
  void note(const GpsdDevice& heard) {
    if (heard.is_active) {
      receivers_ = std::max(receivers_.value_or(0), 1U);
      return;
    }
    // Its last fix is no news of where it is now; of another receiver one comes within the second.
    receivers_ = std::max(receivers_.value_or(0), 1U) - 1;
    has_fix_ = false;
    satellites_.reset();
  }

  /// `knowing_` is held.
  std::string why_no_fix() const {
    if (receivers_ == 0U) return fmt::format("gpsd at {} reads no receiver", to_string(address_));
    if (has_fix_) return "the receiver is silent";
    if (!satellites_) return "the receiver has no fix yet";
    return fmt::format("the receiver has no fix: {} satellite{} used", *satellites_,
                       *satellites_ == 1 ? "" : "s");
  }

  void limit(std::chrono::milliseconds time, std::string_view else_it) {
    limit_.expires_after(time);
    limit_.async_wait([this, attempt = attempt_, else_it](const error_code& error) {
      if (!error && attempt == attempt_) lose(std::string(else_it));
    });
  }

  /// A gpsd without a receiver has nothing to say, so it is asked before it is given up.
  void limit_silence() {
    limit_.expires_after(timings_.silence_limit);
    limit_.async_wait([this, attempt = attempt_](const error_code& error) {
      if (error || attempt != attempt_) return;
      say(kAskDevices);
      limit(timings_.silence_limit, "has fallen silent");
    });
  }

  void lose(const std::string& what) {
    const unsigned attempt = ++attempt_;
    resolver_.cancel();
    error_code ignored;
    socket_.close(ignored);
    {
      const std::scoped_lock lock(knowing_);
      is_connected_ = has_fix_ = false;
      satellites_.reset();
      why_ = fmt::format("gpsd at {} {}", to_string(address_), what);
    }
    limit_.expires_after(pause_);
    pause_ = std::min(2 * pause_, timings_.longest_pause);
    limit_.async_wait([this, attempt](const error_code& error) {
      if (!error && attempt == attempt_) look_up();
    });
  }

  const GpsdAddress address_;
  const GpsdTimings timings_;
  const std::function<Time()> utc_now_;

  asio::io_context io_{1};
  tcp::resolver resolver_{io_};
  tcp::socket socket_{io_};
  asio::steady_timer limit_{io_};
  std::vector<tcp::endpoint> endpoints_;
  std::string received_;
  unsigned attempt_ = 0;
  bool has_greeted_ = false;
  std::chrono::milliseconds pause_;

  mutable std::mutex knowing_;  ///< what follows
  bool is_connected_ = false;
  bool has_fix_ = false;  ///< said its newest report
  std::string why_;
  std::optional<std::uint32_t> receivers_;
  std::optional<std::uint32_t> satellites_;
  std::deque<GpsFix> fixes_;

  std::thread thread_;
};

GpsdClient::GpsdClient(GpsdAddress address, GpsdTimings timings, std::function<Time()> utc_now)
    : link_(std::make_unique<Link>(std::move(address), timings, std::move(utc_now))) {}
GpsdClient::~GpsdClient() = default;

GpsReading GpsdClient::latest() const {
  return link_->latest();
}
std::optional<GpsFix> GpsdClient::fix_at(Clock::time_point when) const {
  return link_->fix_at(when);
}

}  // namespace cellwarden::tools
