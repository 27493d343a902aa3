using Bosh.AspNetCore.InteropTests.Browser;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

// One browser and one server of each kind for all, and one test at a time: real servers and browsers need the machine for themselves.
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(RealServers))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
