// The place by gpsd: what it says, and how the client bears with it going and coming back.

// Before Asio: Boost 1.74's awaitable.hpp uses std::exchange without it.
#include <utility>
//
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "tests/catch.hpp"
#include "tools/cellwarden/place_and_time/gpsd_client.hpp"

using namespace cellwarden;
using namespace cellwarden::tools;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;
using records::GpsState;

namespace {

const std::string kHello =
    R"({"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3,"proto_minor":14})";
const std::string kReceiver =
    R"({"class":"DEVICES","devices":[{"class":"DEVICE","path":"/dev/pts/1","activated":"2026-11-23T01:08:40.058Z"}]})";
const std::string kFix =
    R"({"class":"TPV","device":"/dev/pts/1","mode":3,"time":"2026-11-23T01:08:13.000Z","ept":0.005,"lat":52.518335000,"lon":13.408333333,"altHAE":89.0000,"eph":17.136})";
const std::string kNoFix = R"({"class":"TPV","device":"/dev/pts/1","mode":1})";
const std::string kSky = R"({"class":"SKY","device":"/dev/pts/1","nSat":9,"uSat":8})";
const std::string kGone = R"({"class":"DEVICE","path":"/dev/pts/1","activated":0})";

template <class Kind>
std::optional<Kind> read_as(const std::string& line) {
  const auto message = read_gpsd_message(line);
  if (!message || !std::holds_alternative<Kind>(*message)) return std::nullopt;
  return std::get<Kind>(*message);
}

/// A gpsd that does as a test says.
class Server {
 public:
  explicit Server(std::uint16_t port = 0) {
    const tcp::endpoint here(boost::asio::ip::address_v4::loopback(), port);
    acceptor_.open(here.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind(here);
    acceptor_.listen();
  }
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  [[nodiscard]] GpsdAddress address() const { return {"127.0.0.1", port()}; }
  void accept() { client_.emplace(acceptor_.accept()); }
  void send(const std::string& octets) { boost::asio::write(*client_, boost::asio::buffer(octets)); }
  void say(const std::string& line) { send(line + "\r\n"); }
  /// The next line that it is sent.
  std::string heard() {
    std::string line;
    boost::asio::read_until(*client_, boost::asio::dynamic_buffer(line), '\n');
    return line;
  }
  void hang_up() { client_.reset(); }

 private:
  boost::asio::io_context io_;
  tcp::acceptor acceptor_{io_};
  std::optional<tcp::socket> client_;
};

constexpr GpsdTimings kQuick{.shortest_pause = 5ms, .longest_pause = 20ms};

/// Until it is so; half a minute is for a machine that is very busy.
bool becomes(const std::function<bool()>& is_so) {
  for (int i = 0; i < 3000; ++i) {
    if (is_so()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

bool becomes(const GpsdClient& client, GpsState state, const std::string& why = "") {
  return becomes([&] {
    const GpsReading reading = client.latest();
    return reading.state == state && reading.why.find(why) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("what gpsd says of place, time, satellites and receivers is read") {
  const auto fix = read_as<GpsdFix>(kFix);
  REQUIRE(fix);
  CHECK(fix->dimensions == 3);
  CHECK(fix->at->latitude_deg == 52.518335);
  CHECK(fix->at->longitude_deg == 13.408333333);
  CHECK(*fix->at->accuracy_m == Approx(7.0));  // one sigma of what holds in 95 of 100 cases
  CHECK(*fix->time == Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)) + 1h + 8min + 13s);
  const auto flat =
      read_as<GpsdFix>(R"({"class":"TPV","mode":2,"lat":-33.5,"lon":-70.25,"epx":9.8,"epy":9.8})");
  CHECK(flat->dimensions == 2);
  CHECK(*flat->at->accuracy_m == Approx(5.0));
  CHECK_FALSE(flat->time);
  CHECK_FALSE(read_as<GpsdFix>(kNoFix)->at);

  CHECK(read_as<GpsdSky>(kSky)->used == 8);
  CHECK(read_as<GpsdSky>(R"({"class":"SKY","satellites":[{"used":true},{"used":false},{}]})")->used == 1);
  CHECK_FALSE(read_gpsd_message(R"({"class":"SKY","hdop":0.9})"));
  CHECK(read_as<GpsdDevices>(kReceiver)->active == 1);
  CHECK(read_as<GpsdDevices>(R"({"class":"DEVICES","devices":[{"path":"/dev/ttyS0"}]})")->active == 0);
  CHECK_FALSE(read_as<GpsdDevice>(kGone)->is_active);
}

TEST_CASE("nonsense is no message, and no place") {
  for (const char* const line : {"", "{", "[]", "7", "{}", R"({"class":7})", R"({"class":"PPS"})",
                                 R"({"class":"DEVICES","devices":3})", "{\"class\":[[[[[[[[[[1]]]]]]]]]]}"})
    CHECK_FALSE(read_gpsd_message(line));
  for (const char* const line :
       {R"({"class":"TPV","mode":3,"lat":91,"lon":0})", R"({"class":"TPV","mode":3,"lat":1e99,"lon":0})",
        R"({"class":"TPV","mode":3,"lat":"1","lon":0})", R"({"class":"TPV","mode":3,"lat":1})",
        R"({"class":"TPV","mode":4,"lat":1,"lon":1})", R"({"class":"TPV","lat":1,"lon":1})"})
    CHECK_FALSE(read_as<GpsdFix>(line)->at);
  const auto odd =
      read_as<GpsdFix>(R"({"class":"TPV","mode":3,"lat":1,"lon":1,"eph":-4,"time":"2026-13-45"})");
  CHECK_FALSE(odd->at->accuracy_m);
  CHECK_FALSE(odd->time);
  CHECK_FALSE(read_gpsd_message(std::string(kMostGpsdLine_octets + 1, ' ')));
}

TEST_CASE("addresses of gpsd") {
  CHECK(parse_gpsd_address("") == GpsdAddress{});
  CHECK(parse_gpsd_address("pi.local") == GpsdAddress{"pi.local", 2947});
  CHECK(parse_gpsd_address("pi.local:3000") == GpsdAddress{"pi.local", 3000});
  CHECK(parse_gpsd_address(":3000") == GpsdAddress{"localhost", 3000});
  CHECK(parse_gpsd_address("[::1]:3000") == GpsdAddress{"::1", 3000});
  CHECK(parse_gpsd_address("[::1]") == GpsdAddress{"::1", 2947});
  CHECK(to_string(GpsdAddress{"::1", 3000}) == "[::1]:3000");
  for (const char* const wrong :
       {"host:", "host:0", "host:70000", "host:12x", "::1", "[::1", "[]:1", "[::1]3", "a b", "gpsd://host"})
    CHECK_FALSE(parse_gpsd_address(wrong));
}

TEST_CASE("a fix is told with its age, its satellites and this computer's clock") {
  Server server;
  const Time now = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)) + 1h + 8min + 13s + 250ms;
  const GpsdClient client(server.address(), kQuick, [now] { return now; });
  CHECK(client.latest().state == GpsState::kGone);
  CHECK_THAT(client.latest().why, Contains("gpsd at 127.0.0.1:"));
  server.accept();
  CHECK(server.heard() == kGpsdWatch);
  server.say(kHello);
  CHECK(becomes(client, GpsState::kNoFix, "no fix yet"));
  server.say(kReceiver);
  server.send(kSky + "\n" + kFix.substr(0, 30));  // lines come in pieces
  CHECK(becomes([&] { return client.latest().satellites == 8U; }));
  CHECK_FALSE(client.latest().fix);
  const auto before = std::chrono::steady_clock::now();
  server.say(kFix.substr(30));
  REQUIRE(becomes(client, GpsState::kFix));
  const GpsReading reading = client.latest();
  CHECK(reading.why.empty());
  CHECK(reading.fix->dimensions == 3);
  CHECK(reading.fix->at.latitude_deg == 52.518335);
  CHECK(*reading.fix->clock_offset_s == 0.25);
  CHECK(reading.fix->heard >= before);
  // A fix is the position from when it was heard, for five seconds.
  CHECK(client.fix_at(reading.fix->heard));
  CHECK(client.fix_at(reading.fix->heard + 5s));
  CHECK_FALSE(client.fix_at(reading.fix->heard + 5001ms));
  CHECK_FALSE(client.fix_at(reading.fix->heard - 1ms));

  server.say(kNoFix);
  CHECK(becomes(client, GpsState::kNoFix, "8 satellites used"));
  server.say(kFix);
  CHECK(becomes(client, GpsState::kFix));
  server.say(kGone);
  CHECK(becomes(client, GpsState::kNoFix, "reads no receiver"));
}

TEST_CASE("gpsd goes away and comes back") {
  std::optional<Server> server(std::in_place);
  const std::uint16_t port = server->port();
  const GpsdClient client(server->address(), kQuick);
  for (int i = 0; i < 3; ++i) {
    server->accept();
    server->say(kHello);
    server->say(kFix);
    REQUIRE(becomes(client, GpsState::kFix));
    const auto heard = client.latest().fix->heard;
    server.reset();
    REQUIRE(becomes(client, GpsState::kGone, "does not answer"));  // gone for long enough to try in vain
    CHECK(client.latest().fix->heard == heard);                    // what it last said is known still
    server.emplace(port);
  }
}

TEST_CASE("what is no gpsd is left, and tried again") {
  Server server;
  const GpsdClient client(server.address(), kQuick);
  server.accept();
  server.say("SSH-2.0-OpenSSH_9.2");
  CHECK(becomes(client, GpsState::kGone, "does not speak as gpsd does"));
  server.accept();
  server.send(std::string(2 * kMostGpsdLine_octets, 'x'));  // a line without an end
  CHECK(becomes(client, GpsState::kGone, "does not speak as gpsd does"));
  server.accept();
  server.say(kHello);
  server.say(std::string("\x00\xff{{{", 5));
  server.say(kFix);
  CHECK(becomes(client, GpsState::kFix));
}

TEST_CASE("a gpsd that says nothing is asked, and given up when it does not answer") {
  Server server;
  const GpsdClient client(
      server.address(),
      {.shortest_pause = 5ms, .longest_pause = 20ms, .connect_limit = 5s, .silence_limit = 50ms});
  server.accept();
  CHECK(server.heard() == kGpsdWatch);
  server.say(kHello);
  CHECK(server.heard() == "?DEVICES;\n");
  server.say(kReceiver);
  CHECK(server.heard() == "?DEVICES;\n");
  CHECK(becomes(client, GpsState::kGone, "has fallen silent"));
  server.accept();
  CHECK(server.heard() == kGpsdWatch);
}

TEST_CASE("the end waits for nobody") {
  // Would it wait, then for a quarter of a year.
  constexpr GpsdTimings kSlow{
      .shortest_pause = 2000h, .longest_pause = 2000h, .connect_limit = 2000h, .silence_limit = 2000h};
  Server server;
  { const GpsdClient never_asked(server.address(), kSlow); }
  server.accept();
  {
    const GpsdClient client(server.address(), kSlow);
    server.accept();
    server.say(kHello);
    CHECK(becomes(client, GpsState::kNoFix));
  }
  std::uint16_t nobody_here = 0;
  { nobody_here = Server().port(); }
  const GpsdClient refused({"127.0.0.1", nobody_here}, kSlow);
  CHECK(becomes(refused, GpsState::kGone, "does not answer"));
}
