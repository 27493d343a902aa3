using System.Text.RegularExpressions;
using Bosh.AspNetCore.Sessions;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>Words that the tests of sessions with several streams share.</summary>
public abstract partial class StreamsTest : SessionTest
{
    private protected const string Namespace = "xmlns='http://jabber.org/protocol/httpbind'";
    private protected const string Opening = "to='example.com'";

    private protected static (SessionHarness Harness, string First) Created(Action<BoshOptions>? configure = null)
    {
        var harness = new SessionHarness(o =>
        {
            o.Limits.MaxStreams = 2;
            o.Polling = TimeSpan.Zero;
            configure?.Invoke(o);
        });
        HeldRequest creation = harness.Create();
        harness.OpenStream();
        harness.FromServer("<stream:features/>");
        harness.Written(creation);
        return (harness, NameIn(creation));
    }

    private protected static (SessionHarness Harness, string First, string Second) WithTwo(Action<BoshOptions>? configure = null)
    {
        (SessionHarness harness, string first) = Created(configure);
        HeldRequest opening = harness.Send(1, attributes: Opening);
        harness.OpenStream(stream: 1);
        harness.FromServerOf(1, "<stream:features/>");
        harness.Written(opening);
        return (harness, first, NameIn(opening));
    }

    private protected static string NameIn(HeldRequest request) => StreamName().Match(SessionHarness.Text(request)).Groups["name"].Value;

    [GeneratedRegex(" stream='(?<name>[0-9a-f]{32})'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StreamName();
}
