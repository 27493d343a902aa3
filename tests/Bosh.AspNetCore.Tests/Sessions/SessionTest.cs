using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>Words that the tests of sessions share.</summary>
public abstract class SessionTest
{
    private protected const string Empty = "<body xmlns='http://jabber.org/protocol/httpbind'/>";
    private protected const string Recoverable = "<body type='error' xmlns='http://jabber.org/protocol/httpbind'/>";
    private protected const string Terminated = "<body type='terminate' xmlns='http://jabber.org/protocol/httpbind'/>";

    private protected static string Terminal(string condition)
        => $"<body type='terminate' condition='{condition}' xmlns='http://jabber.org/protocol/httpbind'/>";

    private protected static string Message(string id) => $"<message xmlns='jabber:client' id='{id}' from='a@b'/>";

    private protected static string With(params string[] payloads)
        => $"<body xmlns='http://jabber.org/protocol/httpbind'>{string.Concat(payloads)}</body>";

    private protected static void IsAnswered(HeldRequest request, string answer) => Assert.Equal(answer, SessionHarness.Text(request));

    private protected static void IsHeld(HeldRequest request) => Assert.False(request.Answer.IsCompleted, "the request is answered");
}
