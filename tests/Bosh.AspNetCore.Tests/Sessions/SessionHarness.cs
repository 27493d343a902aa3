using System.Globalization;
using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Bosh.AspNetCore.Xml;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>
/// A session between a client and a server that are calls in a test, and a clock that moves when it is told to. The session is not created
/// until its first request.
/// </summary>
internal sealed class SessionHarness : IUpstreamFactory, ISessionOwner
{
    public const long First = 1000;

    private const string Header =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='s1' from='example.com' version='1.0'>";

    private readonly BoshOptions _options;
    private BoshSession? _session;
    private readonly List<(FakeLink Link, IUpstreamListener Listener, UpstreamTarget Target, StreamTerms Terms)> _streams = [];
    private StreamHeader _header = Parse(Header);

    public SessionHarness(Action<BoshOptions>? configure = null)
    {
        _options = new BoshOptions();
        _options.Domains.Add("example.com", _ => { });
        configure?.Invoke(_options);
    }

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    /// <summary>The connection of the first stream.</summary>
    public FakeLink Link { get; } = new();

    public FakeTimer Timer { get; } = new();

    public SessionEnd Ended { get; private set; }

    public bool IsForgotten { get; private set; }

    public BoshSession Session => _session!;

    /// <summary>A session whose creation is answered, with features, and written.</summary>
    public static SessionHarness Created(Action<BoshOptions>? configure = null, string attributes = "hold='1' wait='30'")
    {
        var harness = new SessionHarness(configure);
        HeldRequest creation = harness.Create(attributes);
        harness.OpenStream();
        harness.FromServer("<stream:features><x xmlns='urn:x'/></stream:features>");
        Text(creation);
        harness.Written(creation);
        return harness;
    }

    public HeldRequest Create(string attributes = "hold='1' wait='30'", string payload = "")
        => CreateBy($"<body rid='{First}' to='example.com' ver='1.11' {attributes} xmlns='http://jabber.org/protocol/httpbind'>{payload}</body>");

    /// <summary>A client from before versions.</summary>
    public HeldRequest CreateLegacy() => CreateBy($"<body rid='{First}' to='example.com' xmlns='http://jabber.org/protocol/httpbind'/>");

    private HeldRequest CreateBy(string text)
    {
        BodyElement body = Read(text);
        _session = new BoshSession(
            SessionId.Create(),
            1,
            SessionTerms.Negotiate(body, _options),
            body,
            new UpstreamTarget("example.com", _options.Domains["example.com"]),
            this,
            this,
            Timer,
            new SessionClock(TimeProvider.System),
            NullLogger.Instance);
        return _session.Accept(body, Now);
    }

    /// <summary>A request whose rid is so many after the first.</summary>
    public HeldRequest Send(int offset, string payload = "", string attributes = "") => Accept(Body(offset, payload, attributes));

    /// <summary>A request, which may ask for a further stream.</summary>
    public HeldRequest Accept(BodyElement body)
        => Session.Accept(body, Now, body.AsksForStream && Session.Terms.MaxStreams > 1 ? Opening(body.To!) : null);

    private StreamOpening Opening(string to) => to.Length == 0 ? StreamOpening.Refused(Condition.ImproperAddressing)
        : _options.Domains.TryGetValue(to, out BoshDomain? settings) ? StreamOpening.At(to, settings, client: null)
        : StreamOpening.Refused(Condition.HostUnknown);

    /// <summary>What a client sends with the rid that is so many after the first.</summary>
    public static BodyElement Body(int offset, string payload = "", string attributes = "") => Read(string.Create(
        CultureInfo.InvariantCulture,
        $"<body rid='{First + offset}' sid='x' {attributes} xmlns='http://jabber.org/protocol/httpbind'>{payload}</body>"));

    public void Written(HeldRequest request, bool ok = true) => Session.OnAnswerWritten(request, ok, Now);

    public void ClientGone(HeldRequest request) => Session.OnClientGone(request, Now);

    /// <summary>The connection of a further stream, the first being 0.</summary>
    public FakeLink LinkOf(int stream) => _streams[stream].Link;

    /// <summary>What the client calls a stream.</summary>
    public string NameOf(int stream) => ((BoshStream)_streams[stream].Listener).Name!;

    /// <summary>What the client asked a stream to be.</summary>
    public StreamTerms TermsOf(int stream) => _streams[stream].Terms;

    public int StreamCount => _streams.Count;

    public void OpenStream(string header = Header, int stream = 0)
    {
        _header = Parse(header);
        _streams[stream].Listener.OnOpened(_header);
        Session.OnBatchEnd(Now);
    }

    /// <summary>Elements that arrive together.</summary>
    public void FromServer(params string[] elements) => FromServerOf(0, elements);

    /// <summary>Elements that arrive together on one stream.</summary>
    public void FromServerOf(int stream, params string[] elements)
    {
        Deliver(stream, elements);
        EndBatch();
    }

    /// <summary>Elements that arrive on one stream, and more may come before the session looks at them.</summary>
    public void Deliver(int stream, params string[] elements)
    {
        foreach (string element in elements)
        {
            Assert.Equal(
                XmlError.None,
                ServerElement.Read(Encoding.UTF8.GetBytes(element), _header, clientLang: null, XmlLimits.Default, out ServerElement read).Error);
            _streams[stream].Listener.OnElement(read);
        }
    }

    /// <summary>All that has arrived has been given; or the server has taken what waited for it.</summary>
    public void EndBatch() => Session.OnBatchEnd(Now);

    public void ServerGone(UpstreamEnd end = UpstreamEnd.Lost, int stream = 0)
        => Session.OnStreamClosed((BoshStream)_streams[stream].Listener, end, Now);

    /// <summary>Lets time pass; the timer fires when the session asked for it.</summary>
    public void Advance(TimeSpan time)
    {
        TimeSpan end = Now + time;
        for (int i = 0; Timer.At is TimeSpan at && at <= end && !IsForgotten; i++)
        {
            Assert.True(i < 1000, "the timer spins");
            MoveTo(at > Now ? at : Now);
            Tick();
        }

        MoveTo(end);
    }

    /// <summary>Moves the clock, and does not look at the timer.</summary>
    public void MoveTo(TimeSpan time) => Now = time;

    /// <summary>The timer fires.</summary>
    public void Tick() => Session.Tick(Now);

    public void Advance(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>The answer of a request that has one.</summary>
    public static Answer Outcome(HeldRequest request)
    {
        Assert.True(request.Answer.IsCompletedSuccessfully, "the request is not answered yet");
        return request.Answer.Result;
    }

    /// <summary>The bytes of that answer, as text.</summary>
    public static string Text(HeldRequest request) => Encoding.UTF8.GetString(Outcome(request).Bytes);

    /// <summary>What is in that answer.</summary>
    public static string Payload(HeldRequest request) => Encoding.UTF8.GetString(Outcome(request).Payload.Span);

    IUpstreamLink IUpstreamFactory.Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener)
    {
        FakeLink link = _streams.Count == 0 ? Link : new FakeLink();
        _streams.Add((link, listener, target, terms));
        return link;
    }

    void ISessionOwner.OnEnded(BoshSession session, SessionEnd end) => Ended = end;

    void ISessionOwner.OnForgotten(BoshSession session) => IsForgotten = true;

    private static BodyElement Read(string text)
    {
        BodyElement body = BodyParser.Parse(Encoding.UTF8.GetBytes(text), XmlLimits.Default, maxElements: 1000);
        Assert.Null(body.Problem);
        return body;
    }

    private static StreamHeader Parse(string header) => StreamHeader.Parse(Encoding.UTF8.GetBytes(header), XmlLimits.Default)!;
}
