cellwarden_library(dsp_capture_live
  block_queue.cpp device_list.cpp device_settings.cpp driver_log.cpp playback_device.cpp
  soapy_driver.cpp soapy_source.cpp soapy_tuning.cpp timestamp_check.cpp)
target_link_libraries(cellwarden_dsp_capture_live PUBLIC cellwarden::dsp_capture Threads::Threads
  PRIVATE SoapySDR fmt::fmt)
